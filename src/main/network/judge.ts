import { Problem } from '../../shared/errors.ts'
import { METADATA_NAMES } from './address-ranges.ts'
import { classifyAddress, facesOf, normalAddress, parseAddress } from './addresses.ts'
import { type AllowEntry, findAllowEntry, type Purpose } from './allow-list.ts'
import { dnsFault } from './connect-faults.ts'
import { hostOf, isLiteral, portOf } from './host-name.ts'
import { interfaceAddresses } from './interface-addresses.ts'
import type { JudgedTarget } from './judged-target.ts'
import { createLookups, type Lookup, lookupAll } from './lookups.ts'
import { usesOutboundProxy } from './outbound-proxy.ts'

export interface JudgeOptions {
  /** The allow list as it is now. */
  allowed: () => readonly AllowEntry[]
  /** The ports that the farm listens on now: its server's and its page proxy's. */
  ownPorts: () => readonly number[]
  /** This machine's addresses besides loopback; default: of its network interfaces. */
  ownAddresses?: () => string[]
  /** Default: the system's, all answers. */
  lookup?: Lookup
  /** Whether there is an outbound proxy, for the hosts that are not on the allow list. */
  readonly proxied: boolean
}

export type Judge = (url: URL, purpose: Purpose, signal: AbortSignal) => Promise<JudgedTarget>

const DOING: Record<Purpose, string> = {
  data: 'fetch from it',
  pages: 'load pages from it',
  webhooks: 'send webhooks to it',
}
const NAMES: Record<string, string> = {
  unspecified: 'the unspecified address',
  private: 'a private address',
  'unique local': 'a private (unique local) address',
  loopback: 'a loopback address (this machine)',
  invalid: 'not an IP address',
}

interface Question {
  host: string
  port: number
  purpose: Purpose
}

function blocked({ host, port, purpose }: Question, why: string, allowable: boolean): Problem {
  const what = allowable ? `Allow this host to ${DOING[purpose]}.` : 'It can never be allowed.'
  return new Problem('blocked-url', `${why} ${what}`, {
    stage: 'connect',
    members: { host, port, purpose, allowable },
  })
}

/**
 * The gate's judgement of a URL: the scheme, the name, and every address that it has. Nothing is connected to here.
 * Throws `blocked-url` for what must not be reached and `url-fetch-failed` (stage dns) for a name that is not found.
 */
export function createJudge(options: JudgeOptions): Judge {
  const lookUp = createLookups(options.lookup ?? lookupAll)
  const ownAddresses = options.ownAddresses ?? interfaceAddresses

  /** Loopback and "any" are this machine on every machine; the rest is what its interfaces say. */
  function isThisMachine(address: string): boolean {
    const parsed = parseAddress(address)
    if (!parsed) return false
    const own = new Set(ownAddresses().map(normalAddress))
    return facesOf(parsed).some((face) => {
      const text = face.toNormalizedString()
      return own.has(text) || ['loopback', 'unspecified'].includes(classifyAddress(text))
    })
  }

  function checkAddress(question: Question, address: string, isAllowed: boolean): void {
    const { host, port } = question
    const subject = host === address ? host : `${host} is at ${address}, which`
    const kind = classifyAddress(address)
    if (kind === 'cloud metadata') throw blocked(question, `${subject} is a cloud metadata address.`, false)
    if (options.ownPorts().includes(port) && isThisMachine(address)) {
      throw blocked(question, `${host} on port ${port} is this farm itself.`, false)
    }
    if (kind === 'public' || (isAllowed && kind !== 'invalid')) return
    throw blocked(question, `${subject} is ${NAMES[kind] ?? `a ${kind} address`}.`, kind !== 'invalid')
  }

  async function resolve({ host, purpose }: Question, viaProxy: boolean, signal: AbortSignal) {
    try {
      const answers = await lookUp(host, purpose, signal)
      if (answers.length > 0 || viaProxy) return answers
    } catch (error) {
      if (signal.aborted) throw signal.reason
      // Behind a proxy this machine often has no names but its own; the proxy answers for what it finds.
      if (viaProxy) return []
      throw dnsFault(host, error)
    }
    throw dnsFault(host)
  }

  return async function judge(url, purpose, signal) {
    signal.throwIfAborted()
    const question = { host: hostOf(url), port: portOf(url), purpose }
    const { host, port } = question
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      const scheme = url.protocol.slice(0, -1).slice(0, 20)
      throw blocked(question, `Only http and https addresses can be reached, not ${scheme} ones.`, false)
    }
    if (host === '') throw blocked(question, 'The address names no host.', false)
    if (METADATA_NAMES.has(host)) throw blocked(question, `${host} is a cloud metadata address.`, false)
    const isAllowed = findAllowEntry(options.allowed(), host, port, purpose) !== null
    const via = options.proxied && usesOutboundProxy(purpose) && !isAllowed ? 'proxy' : 'direct'
    const addresses = isLiteral(host)
      ? [{ address: host, family: host.includes(':') ? 6 : 4 }]
      : await resolve(question, via === 'proxy', signal)
    for (const { address } of addresses) checkAddress(question, address, isAllowed)
    return { ...question, via, addresses }
  }
}
