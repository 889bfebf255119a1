/** The sample values of a template as they were typed: kept by this browser, as they are nobody else's business. */
const keyOf = (uid: string) => `bindery.samples.${uid}`

export function readSamples(uid: string | null): Record<string, string> {
  try {
    const kept = JSON.parse((uid && localStorage.getItem(keyOf(uid))) || '{}') as Record<string, unknown>
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}

/** Where the browser has no room, they hold as long as the screen. */
export function keepSamples(uid: string | null, texts: Readonly<Record<string, string>>): void {
  if (uid === null) return
  try {
    localStorage.setItem(keyOf(uid), JSON.stringify(texts))
  } catch {}
}
