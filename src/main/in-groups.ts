interface Waiting<T, R> extends PromiseWithResolvers<R> {
  item: T
}

/**
 * Does together what is asked for within one turn of the event loop, and while the group before is worked on: what costs
 * the same for one and for many, such as a sync of the disk, is paid once for all. One item that fails fails no other,
 * unless what failed is no fault of one.
 */
export function inGroups<T, R>(
  work: (items: T[]) => Promise<R[]>,
  concernsAll: (error: unknown) => boolean,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = []
  let isWorking = false

  async function workOn(group: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await work(group.map(({ item }) => item))
      for (const [at, each] of group.entries()) each.resolve(results[at] as R)
    } catch (error) {
      if (group.length === 1 || concernsAll(error)) for (const each of group) each.reject(error)
      else for (const each of group) await workOn([each])
    }
  }

  async function workOff(): Promise<void> {
    const group = waiting
    waiting = []
    isWorking = true
    await workOn(group)
    isWorking = false
    if (waiting.length > 0) setImmediate(workOff)
  }

  return (item) => {
    const each = { item, ...Promise.withResolvers<R>() }
    waiting.push(each)
    if (waiting.length === 1 && !isWorking) setImmediate(workOff)
    return each.promise
  }
}
