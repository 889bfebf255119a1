import type { CLOUD_STATES, SyncError, SyncOperation, SyncStatus } from '../../shared/sync.ts'
import type { Counts, PlanCounts } from '../screens/sync/plan-parts.ts'
import type { HealthTone } from './health.ts'
import { counted } from './number.ts'
import { relativeTime } from './time.ts'

/** How the other side is called: by its host, as there may be others than pictify.io. */
export const hostWords = (baseUrl: string): string => URL.parse(baseUrl)?.host ?? baseUrl

export interface SyncWords {
  tone: HealthTone
  word: string
}

const ERROR_WORDS: Record<SyncError['code'], SyncWords> = {
  offline: { tone: 'warn', word: 'Sync offline' },
  key_rejected: { tone: 'bad', word: 'Sync: key refused' },
  forbidden: { tone: 'bad', word: 'Sync: not permitted' },
  rate_limited: { tone: 'warn', word: 'Sync waits its turn' },
  server_fault: { tone: 'warn', word: 'Sync waits: fault there' },
  not_an_api: { tone: 'bad', word: 'Sync: wrong address' },
  deletes_unconfirmed: { tone: 'warn', word: 'Sync waits for you' },
  failed: { tone: 'bad', word: 'Sync failed' },
}

/** How sync is, in two or three words. @param now epoch milliseconds */
export function syncWords(status: SyncStatus | null, now: number): SyncWords {
  if (status === null || status.account === null) return { tone: 'idle', word: 'Sync off' }
  const { state, progress, lastError, conflicts, lastSyncAt } = status
  if (state === 'planning') return { tone: 'busy', word: 'Looking for changes' }
  if (state === 'applying') return { tone: 'busy', word: `Syncing${progress ? ` ${progressWords(progress)}` : ''}` }
  if (lastError !== null) return ERROR_WORDS[lastError.code]
  if (conflicts > 0) return { tone: 'warn', word: counted(conflicts, 'conflict') }
  const pending = pendingCount(status)
  if (pending > 0) return { tone: 'idle', word: `${pending.toLocaleString()} to sync` }
  if (lastSyncAt === null) return { tone: 'idle', word: 'Not synced yet' }
  return { tone: 'good', word: `Synced ${relativeTime(lastSyncAt, now)}` }
}

/** "3 of 120", or "3" where the end is not known. */
export const progressWords = ({ done, total }: NonNullable<SyncStatus['progress']>): string =>
  total === null ? done.toLocaleString() : `${done.toLocaleString()} of ${total.toLocaleString()}`

const pendingCount = ({ pending }: SyncStatus): number => pending.templates + pending.bindings + pending.deletes

/** How many things of sync want a person. */
export function syncAttention(status: SyncStatus | null): number {
  if (status === null || status.account === null) return 0
  const isStopped = status.lastError !== null && status.lastError.retryAt === null
  return status.conflicts + (isStopped ? 1 : 0)
}

/** What was changed here since the last sync; empty where nothing was. */
export function pendingWords({ pending }: Pick<SyncStatus, 'pending'>): string {
  const parts = [
    ...(pending.bindings > 0 ? [counted(pending.bindings, 'binding')] : []),
    ...(pending.templates > 0 ? [counted(pending.templates, 'template')] : []),
    ...(pending.deletes > 0 ? [counted(pending.deletes, 'deletion')] : []),
  ]
  return parts.join(', ')
}

/** What is wrong, and what to do about it. */
export interface Trouble {
  tone: 'warn' | 'bad'
  title: string
  text: string
  /** What helps beside trying again. */
  step: 'account' | 'look' | null
}

export function troubleOf({ code, message }: Pick<SyncError, 'code' | 'message'>, host: string): Trouble {
  switch (code) {
    case 'offline':
      return {
        tone: 'warn',
        title: `${host} can’t be reached.`,
        text: 'All goes on here as before, and what you change is synced later.',
        step: null,
      }
    case 'key_rejected':
      return {
        tone: 'bad',
        title: `${host} refuses the key.`,
        text: 'It was revoked, or belongs to another server. Nothing is synced until you give another.',
        step: 'account',
      }
    case 'forbidden':
      return {
        tone: 'bad',
        title: `${host} does not permit it.`,
        text: `Its words: ${message} Give a key that may read and write.`,
        step: 'account',
      }
    case 'rate_limited':
      return {
        tone: 'warn',
        title: `${host} asks to go slower.`,
        text: 'What is done stays done; the rest goes on from there.',
        step: null,
      }
    case 'server_fault':
      return {
        tone: 'warn',
        title: `${host} has a fault of its own.`,
        text: 'A fault is never taken for a deletion: nothing was changed for it here.',
        step: null,
      }
    case 'not_an_api':
      return {
        tone: 'bad',
        title: `What answers at ${host} is not the API.`,
        text: 'Check the address; a network that asks for a login can be the cause too. Nothing was changed for it here.',
        step: 'account',
      }
    case 'deletes_unconfirmed':
      return {
        tone: 'warn',
        title: 'Many objects would be deleted.',
        text: 'Automatic sync does not do that unasked. Look at the changes, and sync them by hand if they are right.',
        step: 'look',
      }
    default:
      return { tone: 'bad', title: 'The last sync failed.', text: message, step: 'look' }
  }
}

export function kindWords({ kind, deletedOn }: Pick<SyncOperation, 'kind' | 'deletedOn'>, host: string): string {
  switch (kind) {
    case 'push_create':
      return `Create at ${host}`
    case 'push_update':
      return `Update at ${host}`
    case 'push_delete':
      return `Delete at ${host}`
    case 'pull_create':
      return 'Create here'
    case 'pull_update':
      return 'Update here'
    case 'pull_delete':
      return 'Delete here'
    case 'adopt':
      return 'Link: alike on both sides'
    case 'forget':
      return 'Forget: deleted on both sides'
    case 'held_back':
      return 'Stays here'
    default:
      if (deletedOn === 'local') return `Deleted here, changed at ${host}`
      return deletedOn === 'remote' ? `Changed here, deleted at ${host}` : 'Changed on both sides'
  }
}

/** "3 create, 1 update, 0 delete". */
const countsWords = (counts: Counts): string =>
  `${counts.create.toLocaleString()} create, ${counts.update.toLocaleString()} update, ${counts.delete.toLocaleString()} delete`

/** What applying does and what it leaves, in sentences. */
export function planSentences(counts: PlanCounts, host: string): { there: string; here: string; rest: string } {
  const { there, here, noted, decided, open, heldBack } = counts
  const rest = [
    ...(decided > 0 ? [`${counted(decided, 'conflict')} as you decided`] : []),
    ...(open > 0 ? [`${counted(open, 'conflict')} left as ${open === 1 ? 'it is' : 'they are'}`] : []),
    ...(noted > 0 ? [`${noted.toLocaleString()} already alike`] : []),
    ...(heldBack > 0 ? [`${heldBack.toLocaleString()} held back`] : []),
  ]
  return {
    there: `At ${host}: ${countsWords(there)}.`,
    here: `Here: ${countsWords(here)}.`,
    rest: rest.length > 0 ? `${rest.join(', ')}.` : '',
  }
}

/** What to do where something is held back; empty where its reason says all there is. */
export function holdStep({ hold }: Pick<SyncOperation, 'hold'>, host: string): string {
  switch (hold) {
    case 'private_source':
      return `${host} can’t reach that address. To send it all the same, allow private sources in the account.`
    case 'sample':
      return 'It shows this farm’s own status, which is of use nowhere else.'
    case 'starter':
      return 'It goes along as soon as a binding that uses it does.'
    case 'template_not_read':
      return 'Its template is read within the server’s rate limit. Look for changes again in a while.'
    case 'template_missing':
      return 'Choose another template in the binding’s editor.'
    case 'template_held_back':
      return 'It goes along as soon as its template does.'
    case 'refused':
      return 'It is sent again once you have changed it here.'
    default:
      return ''
  }
}

export type CloudState = (typeof CLOUD_STATES)[number]

/** How an object stands to its twin; those that want a person first. */
export const CLOUD_WORDS: Record<CloudState, SyncWords> = {
  conflict: { tone: 'warn', word: 'Conflict' },
  local_changes: { tone: 'idle', word: 'To sync' },
  held_back: { tone: 'idle', word: 'Held back' },
  local_only: { tone: 'idle', word: 'Only here' },
  synced: { tone: 'good', word: 'Synced' },
}

export const isCloudState = (text: string | null): text is CloudState =>
  text !== null && Object.hasOwn(CLOUD_WORDS, text)
