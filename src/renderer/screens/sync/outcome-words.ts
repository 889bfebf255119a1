import type { SyncLastResult, SyncResult } from '../../../shared/sync.ts'
import type { SyncOutcome } from '../../stores/sync.ts'
import { counted } from '../../words/number.ts'

/** What is told of a sync, or of what was asked for. */
export interface Told {
  tone: 'good' | 'warn' | 'bad'
  title: string
  text: string
  list: { id: string; name: string; why: string }[]
}

export function outcomeWords(outcome: SyncOutcome): Told {
  switch (outcome.kind) {
    case 'applied':
      return appliedWords(outcome)
    case 'undone':
      return undoneWords(outcome)
    case 'replanned':
      return {
        tone: 'warn',
        title: 'Something changed since you read the plan.',
        text: 'Nothing was done. Below is the plan as it is now; what you decided of it still stands.',
        list: [],
      }
    default:
      return { tone: 'bad', title: `${outcome.what} failed.`, text: outcome.message, list: [] }
  }
}

function appliedWords({ result }: Extract<SyncOutcome, { kind: 'applied' }>): Told {
  const { applied, failed } = result
  const left = leftWords({ ...result, failures: failed.length })
  return {
    tone: failed.length > 0 ? 'bad' : 'good',
    title: applied === 0 ? 'Nothing was synced.' : `Synced ${counted(applied, 'change')}.`,
    text: left || 'Both sides are alike.',
    list: listOf(failed),
  }
}

/** What the last sync came to, for who did not see it end; null where it had nothing to do. */
export function lastResultWords(result: SyncLastResult): Told | null {
  const { applied, failed, failures } = result
  if (applied === 0 && failures === 0) return null
  return {
    tone: failures > 0 ? 'bad' : 'good',
    title: applied === 0 ? 'The last sync changed nothing.' : `The last sync made ${counted(applied, 'change')}.`,
    text: leftWords(result),
    list: listOf(failed),
  }
}

function leftWords({
  failures,
  conflicts,
  heldBack,
}: Pick<SyncLastResult, 'failures' | 'conflicts' | 'heldBack'>): string {
  const left = [
    ...(failures > 0
      ? [`${failures.toLocaleString()} failed and ${failures === 1 ? 'stays as it was' : 'stay as they were'}`]
      : []),
    ...(conflicts > 0 ? [`${counted(conflicts, 'conflict')} left`] : []),
    ...(heldBack > 0 ? [`${heldBack.toLocaleString()} held back`] : []),
  ]
  return left.length > 0 ? `${left.join(', ')}.` : ''
}

const listOf = (failed: SyncResult['failed']): Told['list'] =>
  failed.map(({ operationId, name, error }) => ({ id: operationId, name, why: error }))

function undoneWords({ undone: { undone, skipped } }: Extract<SyncOutcome, { kind: 'undone' }>): Told {
  return {
    tone: skipped.length > 0 ? 'warn' : 'good',
    title: `Took back ${counted(undone, 'change')}.`,
    text:
      skipped.length > 0
        ? `${counted(skipped.length, 'other stays', 'others stay')}, with what you made of ${skipped.length === 1 ? 'it' : 'them'} since.`
        : 'The other side is as it was.',
    list: skipped.map(({ localUid, name, reason }) => ({ id: localUid, name, why: reason })),
  }
}
