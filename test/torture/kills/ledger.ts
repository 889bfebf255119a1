/** What was acknowledged, beyond the values that each client keeps of its own. */
export interface Ledger {
  /** Runs that `?wait=true` gave. */
  runs: { id: string; bindingUid: string; outcome: string }[]
  /** Refreshes that were promised (202). */
  promises: { runId: string; bindingUid: string; at: number }[]
  /** Pictures of single renders, with the numbers that they show. */
  renders: { path: string; data: number; edit: number }[]
  /** Names that only one binding or subscription may have. */
  names: string[]
}

export const emptyLedger = (): Ledger => ({ runs: [], promises: [], renders: [], names: [] })
