import type { ChromiumView } from '../../shared/chromium.ts'
import type { Diagnostics, Storage } from '../../shared/diagnostics.ts'
import type { ServerView } from '../../shared/server.ts'
import type { KnownSettings, SecretsState } from '../stores/settings.ts'
import { ask, read } from './ask.ts'

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

/** A path is kept once the browser at it has started, which may take a while. */
const CHANGE_LIMIT_MS = 120_000

export const settingsApi = {
  get: () => read<{ settings: KnownSettings; secrets?: SecretsState }>('/settings'),
  change: (update: Partial<KnownSettings>) =>
    read<{ settings: KnownSettings }>('/settings', {
      method: 'PATCH',
      body: update,
      signal: AbortSignal.timeout(CHANGE_LIMIT_MS),
    }),
  server: () => read<ServerView>('/server'),
  storage: () => read<Storage>('/storage'),
  diagnostics: () => read<Diagnostics>('/diagnostics'),
  diagnosticsFile: () => readFileOf('/diagnostics'),
}

export const chromiumApi = {
  get: () => read<ChromiumView>('/chromium'),
  install: () => read<ChromiumView>('/chromium/install', { method: 'POST' }),
  cancelInstall: () => read<{ cancelled: true }>('/chromium/install', { method: 'DELETE' }),
}
