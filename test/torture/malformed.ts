import { answerFaults } from './answer-faults.ts'
import { type BrokenRequest, brokenRequests, crookedPaths } from './broken-requests.ts'
import { inParallel } from './in-parallel.ts'
import { mutate } from './mutate.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { type Exchange, exchange, type RawReply } from './raw-exchange.ts'
import { startVictim } from './victim.ts'

const CONNECTIONS = 16
/** Words of files that no answer may hold. */
const FILES = /root:|"dependencies"|PATH=|victim-key|planted-/

/** Broken framing and crooked paths as they stand, and `count` requests with bytes changed at random. */
export async function tortureMalformed({ count, random, say }: Ordeal): Promise<Verdict> {
  const victim = await startVictim()
  const failures: string[] = []
  const counts: Record<string, number> = {}
  const run = async (kind: string, requests: BrokenRequest[], judge: (reply: RawReply) => string[]) => {
    counts[kind] = requests.length
    await inParallel(requests, CONNECTIONS, async (request) => {
      const met = await exchange(victim.port, request.bytes, { isAll: request.isAll ?? false })
      const faults = [...framingFaults(request, met), ...met.replies.flatMap(judge)]
      failures.push(...faults.map((fault) => `${kind}: ${request.name.slice(0, 120)}: ${fault}`))
    })
    if (!victim.isAlive()) throw new Error(`The farm ended under ${kind}`)
    say(`${kind}: ${failures.length} failures so far`)
  }
  try {
    const before = await victim.state()
    const broken = brokenRequests(victim)
    await run('broken requests', broken, brokenFaults)
    await run('crooked paths', crookedPaths(victim), pathFaults)
    if ((await victim.state()) !== before) failures.push('Something was changed by what was refused')
    await run('requests with changed bytes', changed(broken, count, random), brokenFaults)
    failures.push(...victim.faults().map((line) => `In its log: ${line}`))
  } finally {
    const status = await victim.stop()
    if (status !== 0) failures.push(`The farm ended with ${status}`)
  }
  return { counts, failures }
}

function framingFaults({ right }: BrokenRequest, { replies, ended }: Exchange): string[] {
  const statuses = replies.map(({ status }) => status)
  const isAsTold = right.every((each, index) => each.length === 0 || each.includes(statuses[index] ?? 0))
  const isMore = right.length > 0 && statuses.length > right.length
  return [
    ...(isAsTold && !isMore
      ? []
      : [`${statuses.join(', ') || 'no answer'}, not ${right.map((each) => each.join('|')).join(', ')}`]),
    ...(ended ? [] : ['the connection was left open']),
  ]
}

const isPicture = ({ headers }: RawReply): boolean => headers.get('content-type')?.[0]?.startsWith('image/') ?? false

/** A provisional answer has no headers of its own. */
const brokenFaults = (reply: RawReply): string[] =>
  reply.status === 100 ? [] : answerFaults(reply, { isPicture: isPicture(reply) })

function pathFaults(reply: RawReply): string[] {
  const isShared = [200, 302, 400, 401, 404, 405].includes(reply.status)
  return [
    ...brokenFaults(reply),
    ...(isShared ? [] : [`${reply.status}`]),
    ...(FILES.test(reply.body) ? ['something private'] : []),
    ...(reply.headers.has('x-evil') ? ['a header of its own making'] : []),
    ...(reply.headers.has('location') && reply.headers.get('location')?.[0] !== '/app/' ? ['a way elsewhere'] : []),
  ]
}

/** Some of what they say may still be a request; the farm need only live, and say nothing wrong. */
function changed(broken: BrokenRequest[], count: number, random: () => number): BrokenRequest[] {
  const short = broken.filter(({ bytes }) => bytes.length < 2000)
  return Array.from({ length: count }, () => {
    const { name, bytes } = short[Math.floor(random() * short.length)] as BrokenRequest
    return { name: `${name}, changed`, bytes: mutate(bytes, random), right: [], isAll: true }
  })
}
