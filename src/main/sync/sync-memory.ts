import type { Json } from '../../shared/json.ts'
import {
  DEFAULT_SYNC_SETTINGS,
  type SyncLastResult,
  type SyncResult,
  type SyncSettings,
  syncLastResultSchema,
  syncSettingsSchema,
  TOLD_FAILURES,
} from '../../shared/sync.ts'
import type { SettingsRepository } from '../db/settings.ts'
import { limited } from '../limited.ts'

const SETTINGS = 'sync'
const LAST = 'syncLast'
const LEFT = 'syncLeft'

/** What a plan leaves as it is, which the journal does not have. */
export type LeftAlone = Pick<SyncResult, 'conflicts' | 'heldBack'>

interface Last {
  account: string
  at: number
  result: SyncLastResult | null
}

/** What sync remembers besides objects: its settings, when it last came to its end, and what came of it. */
export interface SyncMemory {
  settings(): SyncSettings
  change(update: Partial<SyncSettings>): Promise<SyncSettings>
  /** What the journal that is about to be written leaves alone, so that a sync that is cut can tell it too. */
  setLeft(left: LeftAlone): Promise<void>
  left(): Promise<LeftAlone>
  lastSyncAt(account: string): number | null
  lastResult(account: string): SyncLastResult | null
  setLast(account: string, at: number, result: SyncResult): Promise<void>
  /** It was taken back. */
  forgetResult(): Promise<void>
}

export async function openSyncMemory(repository: SettingsRepository): Promise<SyncMemory> {
  const stored = await repository.all()
  const read = syncSettingsSchema.partial().safeParse(stored[SETTINGS] ?? {})
  let settings: SyncSettings = { ...DEFAULT_SYNC_SETTINGS, ...(read.success ? read.data : {}) } as SyncSettings
  let last = readLast(stored[LAST])

  async function put(next: Last | null): Promise<void> {
    await repository.put({ [LAST]: next as Json })
    last = next
  }
  /** Each is made of what the one before it has left. */
  const inTurn = limited(1)
  const of = (account: string): Last | null => (last?.account === account ? last : null)

  return {
    settings: () => settings,
    change: (update) =>
      inTurn(async () => {
        const next = { ...settings, ...update }
        await repository.put({ [SETTINGS]: next as Json })
        settings = next
        return settings
      }),
    setLeft: ({ conflicts, heldBack }) => repository.put({ [LEFT]: { conflicts, heldBack } }),
    left: async () => ({ conflicts: 0, heldBack: 0, ...((await repository.all())[LEFT] as Partial<LeftAlone>) }),
    lastSyncAt: (account) => of(account)?.at ?? null,
    lastResult: (account) => of(account)?.result ?? null,
    setLast: (account, at, result) => put({ account, at, result: toldOf(result, at) }),
    forgetResult: () => put(last && { ...last, result: null }),
  }
}

function readLast(stored: Json | undefined): Last | null {
  if (!stored) return null
  const { result, ...last } = stored as unknown as Last
  const read = syncLastResultSchema.safeParse(result)
  return { ...last, result: read.success ? read.data : null }
}

const toldOf = ({ failed, ...counts }: SyncResult, at: number): SyncLastResult => ({
  ...counts,
  at: new Date(at).toISOString(),
  failed: failed.slice(0, TOLD_FAILURES),
  failures: failed.length,
})
