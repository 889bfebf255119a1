import type { BindingState } from '../db/bindings.ts'
import type { RefreshAsk } from '../runs/run-record.ts'

/**
 * Whether a refresh may be answered by what was asked of its source for others a moment ago. Not one that somebody asked
 * for by a call or by hand, nor one that carries out what is owed to such: they want what the source says from now on.
 */
export function mayShare(
  { trigger, urgent }: Pick<RefreshAsk, 'trigger' | 'urgent'>,
  { owedCalls, isRefreshOwed }: Pick<BindingState, 'owedCalls' | 'isRefreshOwed'>,
): boolean {
  const isByTime = trigger === 'schedule' || trigger === 'retry' || trigger === 'request'
  return isByTime && !urgent && owedCalls === 0 && !isRefreshOwed
}
