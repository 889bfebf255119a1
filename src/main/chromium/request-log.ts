import type { CDPSession, Protocol } from 'puppeteer-core'
import type { FailedRequest } from './render-job.ts'

/** Requests kept per job. */
const MAX_KEPT = 50
const MAX_URL_CHARS = 300

const isWeb = (url: string): boolean => /^(https?|wss?):/i.test(url)

/** A URL that can be shown: no userinfo, no fragment, the names of its query members only. */
export function shownUrl(text: string): string {
  const url = URL.parse(text)
  if (!url) return text.slice(0, MAX_URL_CHARS)
  if (!isWeb(text)) {
    return text.length > 60 ? `${text.slice(0, 60)}…` : text
  }
  const names = Array.from(url.searchParams.keys(), (name) => `${encodeURIComponent(name)}=…`)
  const query = names.length > 0 ? `?${names.join('&')}` : ''
  return `${url.protocol}//${url.host}${url.pathname}${query}`.slice(0, MAX_URL_CHARS)
}

// net::ERR_… names say little; these are the ones that have a plain meaning behind the farm's proxy.
const REASONS: Record<string, string> = {
  'net::ERR_TUNNEL_CONNECTION_FAILED': 'The network gate refused it, or the host could not be reached',
  'net::ERR_UNKNOWN_URL_SCHEME': 'Only http and https are allowed',
  'net::ERR_BLOCKED_BY_ORB': 'The answer was not of a type that can be used here',
  'net::ERR_EMPTY_RESPONSE': 'The answer was cut off',
  'net::ERR_CONTENT_LENGTH_MISMATCH': 'The answer was cut off',
  'net::ERR_CERT_AUTHORITY_INVALID': 'The certificate is not trusted',
}

function reasonOf({ errorText, blockedReason, corsErrorStatus }: Protocol.Network.LoadingFailedEvent): string {
  if (corsErrorStatus) return `Refused by CORS (${corsErrorStatus.corsError})`
  if (blockedReason) return `Blocked (${blockedReason})`
  return REASONS[errorText] ?? errorText
}

export interface RequestLog {
  /** Forgets the last job. */
  clear(): void
  /** Whether the page asked for anything beyond itself. */
  readonly usedNetwork: boolean
  readonly pending: number
  readonly lastChange: number
  /** Records what is still under way as failed. */
  failPending(reason: string): void
  failed(): FailedRequest[]
}

/** Follows the requests of a page; needs the Network domain. */
export function followRequests(session: CDPSession): RequestLog {
  let failures: FailedRequest[] = []
  let pending = new Map<string, string>()
  let usedNetwork = false
  let lastChange = 0

  const fail = (url: string, reason: string) => {
    if (failures.length < MAX_KEPT) failures.push({ url: shownUrl(url), reason })
  }
  const settle = (requestId: string): string | undefined => {
    const url = pending.get(requestId)
    pending.delete(requestId)
    lastChange = performance.now()
    return url
  }
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    // What is in the document itself neither fails nor takes time.
    if (request.url.startsWith('data:') || request.url === 'about:blank') return
    usedNetwork = true
    pending.set(requestId, request.url)
    lastChange = performance.now()
  })
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (pending.has(requestId) && response.status >= 400) fail(response.url, `The host answered ${response.status}`)
  })
  session.on('Network.loadingFinished', ({ requestId }) => void settle(requestId))
  session.on('Network.loadingFailed', (event) => {
    const url = settle(event.requestId)
    if (url !== undefined) fail(url, isWeb(url) ? reasonOf(event) : 'Only http and https are allowed')
  })
  session.on('Network.webSocketCreated', () => {
    usedNetwork = true
  })
  session.on('Network.webSocketFrameError', ({ errorMessage }) => fail('ws:', errorMessage))
  return {
    clear() {
      failures = []
      pending = new Map()
      usedNetwork = false
    },
    get usedNetwork() {
      return usedNetwork
    },
    get pending() {
      return pending.size
    },
    get lastChange() {
      return lastChange
    },
    failPending(reason) {
      for (const url of pending.values()) fail(url, reason)
      pending.clear()
    },
    failed: () => failures,
  }
}
