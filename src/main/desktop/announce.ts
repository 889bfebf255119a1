import { fstatSync } from 'node:fs'
import type { Farm } from '../farm.ts'

const STDOUT = 1

/**
 * Says where the farm is, for whoever started it from a terminal. What is started by its icon writes to the journal
 * (systemd.exec(5), JOURNAL_STREAM), which others may read: the token is not for that, and the window has it anyway.
 */
export function announce({ url, keys }: Pick<Farm, 'url' | 'keys'>, env = process.env): void {
  const ui = isJournal(env) ? '' : `Open ${url}/app/#token=${keys.sessionToken}\n`
  process.stdout.write(`Bindery is ready at ${url}\n${ui}`)
}

function isJournal({ JOURNAL_STREAM }: NodeJS.ProcessEnv): boolean {
  if (!JOURNAL_STREAM) return false
  const { dev, ino } = fstatSync(STDOUT)
  return JOURNAL_STREAM === `${dev}:${ino}`
}
