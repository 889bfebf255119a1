import type { Renderer } from './renderer.ts'

/** A browser that has started and waits to be taken. */
export interface Candidate {
  /** From now on it draws; what the one before it still draws comes to its end. */
  take(): void
  discard(): Promise<void>
}

/** A renderer whose browser can be changed while it is in use. */
export interface ChangeableRenderer extends Renderer {
  /**
   * Starts another browser beside the present one.
   * @param named the path that the user names, or null to look for one as at the start
   * @throws {Problem} `unavailable` where a named one does not start
   */
  prepare(named: string | null): Promise<Candidate>
}

export function createChangeable(make: (named: string | null) => Renderer, named: string | null): ChangeableRenderer {
  const listeners = new Set<() => void>()
  const notify = () => {
    for (const listener of listeners) listener()
  }
  const atWork = new Map<Renderer, Set<Promise<unknown>>>()
  const leaving = new Set<Promise<void>>()
  let current = adopt(make(named))

  function adopt(renderer: Renderer): Renderer {
    atWork.set(renderer, new Set())
    renderer.onStateChange(() => renderer === current && notify())
    return renderer
  }

  /** Stops a browser once it has drawn what it was asked for. */
  async function dismiss(renderer: Renderer): Promise<void> {
    await Promise.allSettled(atWork.get(renderer) ?? [])
    atWork.delete(renderer)
    await renderer.stop()
  }

  function replaceBy(next: Renderer): void {
    const gone = dismiss(current).finally(() => leaving.delete(gone))
    leaving.add(gone)
    current = next
    notify()
  }

  return {
    async render(job, signal) {
      const drawing = current.render(job, signal)
      const work = atWork.get(current)
      work?.add(drawing)
      return drawing.finally(() => work?.delete(drawing))
    },
    state: () => current.state(),
    join: (lent) => current.join(lent),
    memory: () => current.memory(),
    known: () => current.known(),
    start: () => current.start(),
    onStateChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async prepare(path) {
      const next = adopt(make(path))
      const discard = () => dismiss(next)
      try {
        await next.start()
      } catch (error) {
        await discard()
        throw error
      }
      return { take: () => replaceBy(next), discard }
    },
    async stop() {
      const all = [...atWork.keys()].map((renderer) => renderer.stop())
      await Promise.allSettled([...all, ...leaving])
    },
  }
}
