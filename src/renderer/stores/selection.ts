/** A selection with one more, or with that one taken out. */
export function toggled<T>(selected: ReadonlySet<T>, id: T): ReadonlySet<T> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

/** A selection with all that is listed from one entry up to another. */
export function withRange(
  selected: ReadonlySet<string>,
  listed: readonly string[],
  between: readonly [string, string],
): ReadonlySet<string> {
  const [from, to] = between.map((id) => listed.indexOf(id)).sort((a, b) => a - b) as [number, number]
  return new Set([...selected, ...listed.slice(Math.max(0, from), to + 1)])
}
