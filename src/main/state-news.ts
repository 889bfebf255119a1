import type { News } from '../shared/events.ts'

export interface StateNewsParts {
  read(): Promise<News>
  /** What makes it news: where this is as before, nothing is told. */
  gist(news: News): string
  /** Nobody is told where nobody listens. */
  hasListeners(): boolean
  tell(news: News): void
  onFault(error: unknown): void
  /** Between two looks, milliseconds: however much happens, listeners are told this often at most. */
  pauseMs: number
}

export interface StateNews {
  /** Something may have changed: look soon. */
  poke(): void
  stop(): void
}

/** Tells a state when it has changed, so that nobody need ask again and again. */
export function createStateNews({ read, gist, hasListeners, tell, onFault, pauseMs }: StateNewsParts): StateNews {
  /** The gist of what was told last. */
  let told = ''
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function look(): Promise<void> {
    if (!hasListeners()) return
    const news = await read()
    const present = gist(news)
    if (present === told || isStopped) return
    told = present
    tell(news)
  }

  return {
    poke() {
      if (timer || isStopped) return
      timer = setTimeout(() => {
        timer = undefined
        look().catch((error) => isStopped || onFault(error))
      }, pauseMs)
      timer.unref()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
