const loads: (() => Promise<unknown>)[] = []

/** Marks what is loaded when it is first drawn, to be loaded ahead of that. */
export function ahead<T>(load: () => Promise<T>): () => Promise<T> {
  loads.push(load)
  return load
}

/** Loads what is marked, and what is marked in that, so that nothing is missing while the farm is away. */
export async function loadAhead(): Promise<void> {
  for (const load of loads) await load()
}
