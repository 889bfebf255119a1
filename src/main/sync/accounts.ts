import type { SyncAccount, SyncAccountInput } from '../../shared/sync.ts'
import type { Hosted } from './hosted.ts'

/** The account at the hosted API: which one it is, and the way to it. */
export interface Accounts {
  current(): SyncAccount | null
  /**
   * Checks the account by a call and keeps it, its key sealed.
   * @throws {Problem} what is wrong with it, in a line; nothing is changed then
   */
  set(input: SyncAccountInput, signal: AbortSignal): Promise<SyncAccount>
  forget(): Promise<void>
  /** The hosted API by the present account. @throws {Problem} `unavailable` where its key can't be read */
  connect(): Hosted
}
