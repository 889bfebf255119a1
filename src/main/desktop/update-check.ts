import { session } from 'electron'
import { type NewVersion, newerVersion } from './new-version.ts'

const DAY_MS = 24 * 3_600_000
/** A farm that has just started has other things to do. */
const FIRST_MS = 60_000
const ANSWER_LIMIT_MS = 20_000
/** Characters of an answer that are looked at. */
const MAX_ANSWER = 1_000_000

export interface UpdateCheckParts {
  /** The list of releases, https; null for a build that knows none. */
  feed: string | null
  current: string
  /** Nothing is asked while this is false, as it is until the person says otherwise. */
  isWanted(): boolean
  /** Told of each newer version once. */
  onNewer(found: NewVersion): void
  firstMs?: number
}

/** Asks once a day whether there is a newer version, where the person wants that. It is told, and nothing is fetched. */
export function checkForUpdates({ feed, current, isWanted, onNewer, firstMs = FIRST_MS }: UpdateCheckParts): {
  stop(): void
} {
  const told = new Set<string>()
  const check = async () => {
    if (feed === null || !isWanted()) return
    const found = newerVersion(current, await readFeed(feed))
    if (!found || told.has(found.version)) return
    told.add(found.version)
    onNewer(found)
  }
  // No answer is no news: the machine may be offline.
  const checkQuietly = () => void check().catch(() => {})
  const first = setTimeout(checkQuietly, firstMs)
  const daily = setInterval(checkQuietly, DAY_MS)
  return {
    stop() {
      clearTimeout(first)
      clearInterval(daily)
    },
  }
}

async function readFeed(feed: string): Promise<unknown> {
  // Apart from the page's session, which reaches the farm alone; in memory, so that nothing is kept.
  const answer = await session.fromPartition('releases').fetch(feed, {
    headers: { accept: 'application/json' },
    credentials: 'omit',
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  })
  const text = await answer.text()
  return answer.ok && text.length <= MAX_ANSWER ? JSON.parse(text) : null
}

/** The list of releases that a build was made with, as its package.json names it; only https is one. */
export const releaseFeedOf = (named: unknown): string | null =>
  typeof named === 'string' && URL.parse(named)?.protocol === 'https:' ? named : null
