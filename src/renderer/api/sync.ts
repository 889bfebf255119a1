import type { z } from 'zod'
import type {
  SyncAccount,
  SyncPlan,
  SyncResult,
  SyncSettings,
  SyncStatus,
  SyncUndone,
  syncAccountInputSchema,
  syncApplySchema,
} from '../../shared/sync.ts'
import { read } from './ask.ts'

export type AccountInput = z.input<typeof syncAccountInputSchema>
export type ApplyInput = z.input<typeof syncApplySchema>

/** The other side may ask to wait, and does for thousands of objects; a plan or a sync that takes longer than this, in milliseconds, is followed by its events. */
const LONG_MS = 3_600_000
const long = () => ({ signal: AbortSignal.timeout(LONG_MS) })

export const syncApi = {
  status: () => read<SyncStatus>('/sync'),
  connect: async (body: AccountInput) =>
    (await read<{ account: SyncAccount }>('/sync/account', { method: 'PUT', body })).account,
  disconnect: () => read('/sync/account', { method: 'DELETE' }),
  set: (body: Partial<SyncSettings>) => read('/sync/settings', { method: 'PATCH', body }),
  plan: async () => (await read<{ plan: SyncPlan }>('/sync/plan', { method: 'POST', ...long() })).plan,
  /** @throws {ApiError} 409 where the plan does not hold any more; its body has the new one as `plan` */
  apply: async (body: ApplyInput) =>
    (await read<{ result: SyncResult }>('/sync/apply?wait=true', { method: 'POST', body, ...long() })).result,
  undo: () => read<SyncUndone>('/sync/undo', { method: 'POST', ...long() }),
}
