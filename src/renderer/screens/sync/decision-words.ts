import type { Resolution, SyncOperation } from '../../../shared/sync.ts'
import { decidedOf } from './decisions.ts'

/** How a conflict is decided, in a word or two. */
export function decisionWords(operation: SyncOperation, resolution: Resolution | undefined): string {
  if (resolution === 'mine') return 'Mine'
  if (resolution === 'theirs') return 'Theirs'
  if (resolution === 'both') return 'Both kept'
  const { decided, total } = decidedOf(operation, resolution)
  return decided === 0 ? 'Undecided' : `${decided} of ${total} decided`
}
