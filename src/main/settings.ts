import { Problem } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../shared/settings.ts'
import type { SettingsRepository } from './db/settings.ts'
import { readExtraCa } from './extra-ca.ts'
import { type AllowEntry, parseAllowEntry } from './network/allow-list.ts'

export interface SettingsStore {
  current(): Settings
  /** The allow list of the settings and of the command line. */
  allowed(): readonly AllowEntry[]
  change(update: Partial<Settings>): Promise<Settings>
}

/**
 * The settings, kept in the database and at hand in memory.
 * @param allowHosts entries of the command line, which hold for every purpose
 * @param onAllowChanged told when the allow list is another; what runs on connections is not to be cut for less
 */
export async function openSettings(
  repository: SettingsRepository,
  allowHosts: readonly string[],
  onAllowChanged: () => void,
): Promise<SettingsStore> {
  let settings = readSettings(await repository.all())
  const given = allowHosts.map((text) => parseAllowEntry(text))
  let allowed = [...given, ...parseEntries(settings)]
  return {
    current: () => settings,
    allowed: () => allowed,
    async change(update) {
      const next = { ...settings, ...update }
      const entries = parseEntries(next)
      if (update.extraCaFile) readExtraCa(update.extraCaFile)
      await repository.put(update as Record<string, Json>)
      settings = next
      const before = JSON.stringify(allowed)
      allowed = [...given, ...entries]
      if (JSON.stringify(allowed) !== before) onAllowChanged()
      return settings
    },
  }
}

/** A member that is not there, or that can't be made sense of, has its default: a farm starts all the same. */
function readSettings(stored: Record<string, Json>): Settings {
  const members = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
    const read = schema.safeParse(stored[name])
    return read.success ? [[name, read.data]] : []
  })
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(members) }
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
