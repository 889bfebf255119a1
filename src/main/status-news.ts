import type { News } from '../shared/events.ts'
import type { Status } from '../shared/status.ts'

/** Between two looks at the status, milliseconds: however much happens, listeners are told this often at most. */
const PAUSE_MS = 500

export interface StatusNewsParts {
  status(): Promise<Status>
  /** Nobody is told where nobody listens. */
  hasListeners(): boolean
  tell(news: News): void
  onFault(error: unknown): void
}

export interface StatusNews {
  /** Something may have changed: look soon. */
  poke(): void
  stop(): void
}

/** Tells the farm's status when any of its counts has changed, so that nobody need ask again and again. */
export function createStatusNews({ status, hasListeners, tell, onFault }: StatusNewsParts): StatusNews {
  let told = ''
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function look(): Promise<void> {
    if (!hasListeners()) return
    const data = await status()
    // The time that has passed is no news.
    const counts = JSON.stringify({ ...data, uptimeSeconds: 0 })
    if (counts === told || isStopped) return
    told = counts
    tell({ type: 'farm.status', data })
  }

  return {
    poke() {
      if (timer || isStopped) return
      timer = setTimeout(() => {
        timer = undefined
        look().catch((error) => isStopped || onFault(error))
      }, PAUSE_MS)
      timer.unref()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
