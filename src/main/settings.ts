import { Problem } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../shared/settings.ts'
import type { SettingsRepository } from './db/settings.ts'
import { readExtraCa } from './extra-ca.ts'
import { type AllowEntry, parseAllowEntry } from './network/allow-list.ts'
import { hidePassword, type ProxyLogin, withPassword } from './proxy-password.ts'
import type { Secrets } from './secrets.ts'

export interface SettingsStore {
  /** As they may be shown. */
  current(): Settings
  /** The URL of the outbound proxy with its password. */
  outboundProxy(): string | null
  /** The allow list of the settings and of the command line. */
  allowed(): readonly AllowEntry[]
  change(update: Partial<Settings>): Promise<Settings>
}

/** Where the sealed password of the outbound proxy is kept. */
const PROXY_PASSWORD = 'outboundProxyPassword'

/**
 * The settings, kept in the database and at hand in memory.
 * @param allowHosts entries of the command line, which hold for every purpose
 */
export async function openSettings(
  repository: SettingsRepository,
  allowHosts: readonly string[],
  secrets: Secrets,
  onChanged: () => void,
): Promise<SettingsStore> {
  const stored = await repository.all()
  let settings = settingsSchema.parse({ ...DEFAULT_SETTINGS, ...stored })
  let proxy: ProxyLogin = { shown: settings.outboundProxy, sealed: (stored[PROXY_PASSWORD] ?? null) as string | null }
  const given = allowHosts.map((text) => parseAllowEntry(text))
  let allowed = [...given, ...parseEntries(settings)]
  return {
    current: () => settings,
    outboundProxy: () => withPassword(proxy, secrets),
    allowed: () => allowed,
    async change(update) {
      const login = update.outboundProxy === undefined ? proxy : hidePassword(update.outboundProxy, proxy, secrets)
      const next = { ...settings, ...update, outboundProxy: login.shown }
      const entries = parseEntries(next)
      if (update.extraCaFile) readExtraCa(update.extraCaFile)
      const changed = update.outboundProxy !== undefined && {
        outboundProxy: login.shown,
        [PROXY_PASSWORD]: login.sealed,
      }
      await repository.put({ ...update, ...changed } as Record<string, Json>)
      settings = next
      proxy = login
      allowed = [...given, ...entries]
      onChanged()
      return settings
    },
  }
}

function parseEntries({ allow }: Settings): AllowEntry[] {
  return allow.map((entry, index) => {
    try {
      return parseAllowEntry(entry.host, entry.for)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      throw new Problem('validation-error', error.message, {
        fields: [{ field: `allow[${index}].host`, message: error.message, code: 'invalid_format' }],
      })
    }
  })
}
