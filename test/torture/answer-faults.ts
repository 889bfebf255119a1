import type { RawReply } from './raw-exchange.ts'
import { PLANTED, VICTIM_KEY } from './victim.ts'

/** What is wrong with an answer, whatever was asked: what a browser needs to be told, and what nobody may be. */
export function answerFaults(reply: RawReply, { isPicture = false, isRefusal = false } = {}): string[] {
  const has = (name: string, value: string) => reply.headers.get(name)?.join() === value
  const isShown = isPicture && reply.status < 400
  const policy = reply.headers.get('content-security-policy')?.join() ?? ''
  const faults: [boolean, string][] = [
    [[...reply.headers.keys()].some((name) => name.startsWith('access-control-')), 'a CORS header'],
    [!has('x-content-type-options', 'nosniff'), 'no nosniff'],
    [!has('referrer-policy', 'no-referrer'), 'no referrer policy'],
    [!has('cross-origin-resource-policy', isShown ? 'cross-origin' : 'same-origin'), 'another resource policy'],
    [!isShown && !has('x-frame-options', 'DENY'), 'may be framed'],
    [!isShown && !policy.includes("frame-ancestors 'none'"), 'a policy that lets it be framed'],
    [!isShown && !policy.startsWith("default-src 'none'"), 'a policy that begins with more than nothing'],
    [isRefusal && !has('content-type', 'application/problem+json'), 'no problem'],
    [isRefusal && [PLANTED, VICTIM_KEY].some((secret) => reply.body.includes(secret)), 'something private'],
    [reply.status >= 500, `status ${reply.status}`],
  ]
  return faults.filter(([isFault]) => isFault).map(([, fault]) => fault)
}
