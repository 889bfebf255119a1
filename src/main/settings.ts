import { isDeepStrictEqual } from 'node:util'
import { Problem } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../shared/settings.ts'
import type { SettingsRepository } from './db/settings.ts'
import { readExtraCa } from './extra-ca.ts'
import { type AllowEntry, parseAllowEntry } from './network/allow-list.ts'
import { parseOutboundProxy } from './network/outbound-proxy.ts'

export interface SettingsStore {
  current(): Settings
  /** The allow list of the settings and of the command line. */
  allowed(): readonly AllowEntry[]
  change(update: Partial<Settings>): Promise<Settings>
}

/**
 * The settings, kept in the database and at hand in memory.
 * @param allowHosts entries of the command line, which hold for every purpose
 * @param onChanged told the names of the members that are other than before
 */
export async function openSettings(
  repository: SettingsRepository,
  allowHosts: readonly string[],
  onChanged: (members: (keyof Settings)[]) => void,
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
      if (update.outboundProxy) parseOutboundProxy(update.outboundProxy)
      await repository.put(update as Record<string, Json>)
      const changed = (Object.keys(update) as (keyof Settings)[]).filter(
        (member) => !isDeepStrictEqual(settings[member], next[member]),
      )
      settings = next
      allowed = [...given, ...entries]
      onChanged(changed)
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
