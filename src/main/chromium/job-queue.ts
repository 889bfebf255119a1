/** What waits for a free process: urgent before background, each in the order of arrival. */
export interface JobQueue<T> {
  readonly length: number
  add(item: T, isUrgent: boolean): void
  /** Puts an item before all others. */
  addFirst(item: T): void
  take(): T | undefined
  /** Whether the item was still waiting. */
  remove(item: T): boolean
  clear(): T[]
}

export function createJobQueue<T>(): JobQueue<T> {
  // Sets keep the order and forget an abandoned job at once, however long the queue.
  const first = new Set<T>()
  const urgent = new Set<T>()
  const background = new Set<T>()
  const all = [first, urgent, background]
  return {
    get length() {
      return all.reduce((sum, set) => sum + set.size, 0)
    },
    add: (item, isUrgent) => void (isUrgent ? urgent : background).add(item),
    addFirst: (item) => void first.add(item),
    take() {
      for (const set of all) {
        for (const item of set) {
          set.delete(item)
          return item
        }
      }
      return undefined
    },
    remove: (item) => all.some((set) => set.delete(item)),
    clear() {
      const items = all.flatMap((set) => [...set])
      for (const set of all) set.clear()
      return items
    },
  }
}
