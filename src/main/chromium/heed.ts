interface Heeded {
  listeners: Set<(error: Error) => void>
  /** Once it has come. */
  error: Error | null
}

const all = new WeakMap<Promise<Error>, Heeded>()

function heededOf(end: Promise<Error>): Heeded {
  const known = all.get(end)
  if (known) return known
  const heeded: Heeded = { listeners: new Set(), error: null }
  all.set(end, heeded)
  void end.then((error) => {
    heeded.error = error
    for (const listener of heeded.listeners) listener(error)
  })
  return heeded
}

/**
 * Tells `listener` of an end that is far away, if it comes. Returns what ends it, after which nothing is left: a
 * `Promise.race` with `end` would hold what each job has brought, its picture, until that.
 */
export function heed(end: Promise<Error>, listener: (error: Error) => void): () => void {
  const { listeners, error } = heededOf(end)
  if (error) listener(error)
  else listeners.add(listener)
  return () => void listeners.delete(listener)
}
