/** What the list shows, for the keys and clicks that act on it; nothing is drawn by it. */
let uids: readonly string[] = []

/** The uids in the list's order. */
export const listed = (): readonly string[] => uids

export function setListed(now: readonly string[]): void {
  uids = now
}
