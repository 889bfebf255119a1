import { isDeepStrictEqual } from 'node:util'
import type { ConnectionTransport } from 'puppeteer-core'
import type { EndpointHealthView } from '../../../shared/chromium-endpoint.ts'
import { Problem } from '../../../shared/errors.ts'
import type { Renderer } from '../renderer.ts'
import { admit, type WatchedProxy } from './admission.ts'
import { createEndpoint, type Endpoint, type EndpointState } from './endpoint.ts'
import { keepStandard } from './standard.ts'

/** A browser elsewhere as it was named. */
export interface NamedEndpoint {
  /** With all that is secret in it; null where that can't be read. */
  url: string | null
  /** As it may be shown. */
  shown: string
  weight: number
  isFixed: boolean
}

export interface EndpointsParts {
  renderer: Pick<Renderer, 'known' | 'state' | 'render' | 'join' | 'onStateChange'>
  named(): NamedEndpoint[]
  /** The pages' proxy as the browser at that URL reaches it. @throws {Problem} */
  proxyFor(url: URL): Promise<WatchedProxy>
  connect(url: string, signal: AbortSignal): Promise<ConnectionTransport>
  /** Milliseconds. */
  resourceWaitMs?: number
  onChange(): void
  /** Told when one of them is another. */
  onState(endpoint: Pick<NamedEndpoint, 'shown'>, state: EndpointState, detail: string | null): void
  onFault(error: unknown): void
}

export interface Endpoints {
  health(): EndpointHealthView[]
  /** Goes by what is named now, and from the first call on: leaves what is not named any more, and comes to what is new. */
  renew(): void
  /** Leaves all, once what they draw is done, and comes to them again, by another proxy or to be compared anew. */
  restart(): Promise<void>
  stop(): Promise<void>
}

interface Present {
  named: NamedEndpoint
  endpoint: Endpoint
}

/** The browsers elsewhere that are lent to the farm's renderer. */
export function createEndpoints(parts: EndpointsParts): Endpoints {
  const { renderer, named, proxyFor, connect, resourceWaitMs = 8_000, onChange, onState, onFault } = parts
  const standard = keepStandard(renderer)
  const leaving = new Set<Promise<void>>()
  let present: Present[] = []
  let isStopped = false

  async function admitAt({ url }: NamedEndpoint, signal: AbortSignal) {
    if (url === null) throw refusal('What is secret in its URL can not be read. Give it again.')
    const expected = await standard.current()
    if (!expected)
      throw new Problem('unavailable', 'There is no browser here that draws, to compare its pictures with.')
    const proxy = await proxyFor(new URL(url))
    signal.throwIfAborted()
    return admit({ connect: (cut) => connect(url, cut), proxy, standard: expected, resourceWaitMs }, signal)
  }

  function come(named: NamedEndpoint): Present {
    const { weight } = named
    const lend: typeof renderer.join = (worker) => renderer.join(worker)
    const come = (signal: AbortSignal) => admitAt(named, signal)
    const tell = (state: EndpointState, detail: string | null) => onState(named, state, detail)
    return { named, endpoint: createEndpoint({ weight, admit: come, lend, onChange, onState: tell, onFault }) }
  }

  function leave({ endpoint }: Present): void {
    const gone = endpoint.leave().finally(() => leaving.delete(gone))
    leaving.add(gone)
  }

  function renew(): void {
    if (isStopped) return
    const before = present
    present = unlike(named()).map((each) => before.find((old) => isDeepStrictEqual(old.named, each)) ?? come(each))
    for (const old of before) if (!present.includes(old)) leave(old)
    onChange()
  }

  async function restart(): Promise<void> {
    for (const old of present.splice(0)) leave(old)
    await Promise.allSettled(leaving)
    renew()
  }

  const forget = renderer.onStateChange(() => {
    if (standard.isOutdated()) void restart()
  })
  return {
    health: () =>
      present.map(({ named: { shown, weight, isFixed }, endpoint }) => ({
        url: shown,
        weight,
        isFixed,
        ...endpoint.health(),
      })),
    renew,
    restart,
    async stop() {
      isStopped = true
      forget()
      await Promise.allSettled(present.splice(0).map(({ endpoint }) => endpoint.stop()))
    },
  }
}

/** One that was named twice is one. */
const unlike = (all: NamedEndpoint[]): NamedEndpoint[] =>
  all.filter(({ url, shown }, index) => all.findIndex((each) => each.url === url && each.shown === shown) === index)

const refusal = (message: string): Problem => new Problem('unavailable', message, { retriable: false })
