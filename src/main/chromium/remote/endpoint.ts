import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../../shared/errors.ts'
import type { RenderProcess } from '../render-process.ts'
import type { Admitted } from './admission.ts'

export type EndpointState = 'connecting' | 'ready' | 'unreachable' | 'refused'

export interface EndpointHealth {
  state: EndpointState
  /** Product and revision, once it was reached. */
  version: string | null
  /** What is wrong and what to do, where something is. */
  detail: string | null
  /** Its pages that are there to draw. */
  pages: number
  drawn: number
  /** Pages that went away before Bindery left them. */
  lost: number
}

export interface Endpoint {
  health(): EndpointHealth
  /** Leaves it, once what it draws is done, and stays away. */
  leave(): Promise<void>
  /** Leaves it at once. */
  stop(): Promise<void>
}

export interface EndpointParts {
  /** Pages that draw there at a time. */
  weight: number
  /** Connects and looks whether it may draw; rejects with a Problem. */
  admit(signal: AbortSignal): Promise<Admitted>
  /** Gives a page to the pool. Returns what takes it back once its job is done. */
  lend(worker: RenderProcess): () => void
  onChange(): void
  /** Told when its state is another, or has another reason. */
  onState(state: EndpointState, detail: string | null): void
  onFault(error: unknown): void
}

interface Lane {
  worker: RenderProcess
  takeBack(): void
  gone: Promise<void>
}

const FIRST_PAUSE_MS = 1_000
/** One that is away is asked again at least this often, in milliseconds. */
const LONGEST_PAUSE_MS = 30_000

/** Keeps as many pages of one endpoint with the pool as it may have, and comes back to it when it was away. */
export function createEndpoint({ weight, admit, lend, onChange, onState, onFault }: EndpointParts): Endpoint {
  const lanes = new Set<Lane>()
  const stopping = new AbortController()
  const { signal } = stopping
  const health = { state: 'connecting' as EndpointState, version: null as string | null, detail: null as string | null }
  let retired = 0
  let lost = 0

  function become(state: EndpointState, detail: string | null): void {
    const isNews = health.state !== state || health.detail !== detail
    Object.assign(health, { state, detail })
    if (!isNews) return
    onState(state, detail)
    onChange()
  }

  function add({ worker, browser }: Admitted): void {
    // Before it is lent: the pool hangs up on one that has broken, and that is no leaving.
    const gone = worker.broken.then(() => {
      lanes.delete(lane)
      retired += drawnBy(lane)
      if (!browser.isLeft) lost++
      if (lanes.size === 0 && !signal.aborted) become('connecting', null)
      onChange()
    })
    const lane: Lane = { worker, takeBack: lend(worker), gone }
    lanes.add(lane)
    health.version = browser.version
    become('ready', null)
    onChange()
  }

  /** The specimen is none of the farm's pages. */
  const drawnBy = ({ worker }: Lane): number => worker.drawn - 1

  function fail(error: unknown): void {
    const isKnown = error instanceof Problem
    if (!isKnown) onFault(error)
    if (lanes.size > 0) return
    const isRefused = isKnown && error.options.retriable === false
    become(
      isRefused ? 'refused' : 'unreachable',
      isKnown ? error.message : 'It could not be used; the log has the cause.',
    )
  }

  async function keep(): Promise<void> {
    let pause = FIRST_PAUSE_MS
    while (!signal.aborted) {
      try {
        const admitted = await admit(signal)
        // Whoever left the endpoint meanwhile did not see this one, and would wait for its end without end.
        if (signal.aborted) return await admitted.browser.kill()
        add(admitted)
        pause = FIRST_PAUSE_MS
        if (lanes.size < weight) continue
        await Promise.race([...lanes].map(({ gone }) => gone))
      } catch (error) {
        if (signal.aborted) return
        fail(error)
      }
      await sleep(pause, undefined, { signal, ref: false }).catch(() => {})
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
    }
  }

  async function end(how: (lane: Lane) => void): Promise<void> {
    stopping.abort(new Problem('unavailable', 'This endpoint is not used any more.'))
    for (const lane of lanes) how(lane)
    await keeping
    await Promise.all([...lanes].map(({ gone }) => gone))
  }

  const keeping = keep()
  return {
    health: () => ({
      ...health,
      pages: lanes.size,
      drawn: retired + [...lanes].reduce((sum, lane) => sum + drawnBy(lane), 0),
      lost,
    }),
    leave: () => end(({ takeBack }) => takeBack()),
    stop: () => end(({ worker }) => void worker.browser.kill()),
  }
}
