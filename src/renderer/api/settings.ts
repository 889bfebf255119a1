import type { Backup, BackupList } from '../../shared/backup.ts'
import type { ChromiumView } from '../../shared/chromium.ts'
import type { Diagnostics, Storage } from '../../shared/diagnostics.ts'
import type { ServerView } from '../../shared/server.ts'
import type { Settings } from '../../shared/settings.ts'
import type { SecretsState } from '../stores/settings.ts'
import { ask, pathOf, read } from './ask.ts'

/** A file as the farm sends it, with the name that it proposes. */
export interface SentFile {
  name: string
  text: string
}

/** @throws {ApiError} @throws {Unreachable} */
export async function readFileOf(path: string): Promise<SentFile> {
  const response = await ask(path)
  const [, name] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? []
  return { name: name ?? 'bindery.json', text: await response.text() }
}

/** A browser that was named is started before it is kept, and a large database takes its time to copy; milliseconds. */
const CHANGE_LIMIT_MS = 120_000

export const settingsApi = {
  get: () => read<{ settings: Settings; secrets: SecretsState }>('/settings'),
  change: (update: Partial<Settings>) =>
    read<{ settings: Settings }>('/settings', {
      method: 'PATCH',
      body: update,
      signal: AbortSignal.timeout(CHANGE_LIMIT_MS),
    }),
  server: () => read<ServerView>('/server'),
  backups: () => read<BackupList>('/backups'),
  backUp: () => read<{ backup: Backup }>('/backups', { method: 'POST', signal: AbortSignal.timeout(CHANGE_LIMIT_MS) }),
  /** The next start puts it in the place of the database. */
  restore: (name: string) => read<{ backup: Backup }>(pathOf('backups', name, 'restore'), { method: 'POST' }),
  cancelRestore: () => read('/backups/restore', { method: 'DELETE' }),
  storage: () => read<Storage>('/storage'),
  diagnostics: () => read<Diagnostics>('/diagnostics'),
  diagnosticsFile: () => readFileOf('/diagnostics'),
}

export const chromiumApi = {
  get: () => read<ChromiumView>('/chromium'),
  install: () => read<ChromiumView>('/chromium/install', { method: 'POST' }),
  cancelInstall: () => read<{ cancelled: true }>('/chromium/install', { method: 'DELETE' }),
}
