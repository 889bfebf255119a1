const MIN_PREFIX = 4

/** The one of `names` that `given` is a slip or the beginning of, or null where none is near. */
export function nearestName(given: string, names: readonly string[]): string | null {
  const asked = given.toLowerCase()
  const begun = asked.length < MIN_PREFIX ? undefined : names.find((name) => name.toLowerCase().startsWith(asked))
  if (begun !== undefined) return begun
  // One slip in three letters: what differs more is another word.
  const allowed = Math.min(2, Math.floor(asked.length / 3))
  const near = names
    .filter((name) => Math.abs(name.length - asked.length) <= allowed)
    .map((name) => ({ name, slips: slipsBetween(asked, name.toLowerCase()) }))
    .filter(({ slips }) => slips <= allowed)
  return near.sort((a, b) => a.slips - b.slips)[0]?.name ?? null
}

/** Letters to put in, leave out or change (Levenshtein). */
function slipsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const change = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      line.push(Math.min(change, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1))
    }
    above = line
  }
  return above[b.length] ?? 0
}
