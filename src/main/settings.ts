import { isDeepStrictEqual } from 'node:util'
import { DEFAULT_SETTINGS } from '../shared/default-settings.ts'
import { Problem } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import { type Settings, settingsSchema } from '../shared/settings.ts'
import type { SettingsRepository } from './db/settings.ts'
import { limited } from './limited.ts'
import { type AllowEntry, parseAllowEntry } from './network/allow-list.ts'
import { parseOutboundProxy } from './network/outbound-proxy.ts'
import { readExtraCa } from './process/extra-ca.ts'
import { hideEndpointSecrets, type KeptEndpoint, wholeEndpoint } from './secrets/endpoint-secrets.ts'
import { hidePassword, type ProxyLogin, withPassword } from './secrets/proxy-password.ts'
import type { Secrets } from './secrets/secrets.ts'

export interface SettingsStore {
  /** As they may be shown. */
  current(): Settings
  /** The URL of the outbound proxy with its password. */
  outboundProxy(): string | null
  /** Browsers elsewhere with all that is secret in their URLs; `url` is null where that can't be read. */
  chromiumEndpoints(): WholeEndpoint[]
  /** The allow list of the settings and of the command line. */
  allowed(): readonly AllowEntry[]
  change(update: Partial<Settings>): Promise<Settings>
}

export interface WholeEndpoint {
  url: string | null
  shown: string
  weight: number
}

/** Where the sealed URLs of browsers elsewhere are kept, in their order. */
const ENDPOINT_SECRETS = 'chromiumEndpointSecrets'
/** Where the sealed password of the outbound proxy is kept. */
const PROXY_PASSWORD = 'outboundProxyPassword'

/**
 * The settings, kept in the database and at hand in memory.
 * @param allowHosts entries of the command line, which hold for every purpose
 * @param onChanged told the names of the members that are other than before
 */
export async function openSettings(
  repository: SettingsRepository,
  allowHosts: readonly string[],
  secrets: Secrets,
  now: () => number,
  onChanged: (members: (keyof Settings)[]) => void,
): Promise<SettingsStore> {
  const stored = await repository.all()
  let settings = readSettings(stored)
  let proxy: ProxyLogin = { shown: settings.outboundProxy, sealed: (stored[PROXY_PASSWORD] ?? null) as string | null }
  let endpoints = readEndpoints(settings, stored[ENDPOINT_SECRETS])
  const given = allowHosts.map((text) => parseAllowEntry(text))
  let allowed = [...given, ...parseEntries(settings)]
  // Each is made of what the one before it has left.
  const inTurn = limited(1)

  async function change(update: Partial<Settings>): Promise<Settings> {
    if (update.outboundProxy) parseOutboundProxy(update.outboundProxy)
    const login = update.outboundProxy === undefined ? proxy : hidePassword(update.outboundProxy, proxy, secrets)
    const kept = update.chromiumEndpoints
      ? hideEndpointSecrets(update.chromiumEndpoints, endpoints, secrets)
      : endpoints
    const chromiumEndpoints = kept.map(({ url, weight }) => ({ url, weight }))
    const next = { ...settings, ...update, outboundProxy: login.shown, chromiumEndpoints }
    const entries = parseEntries(next)
    if (update.extraCaFile) readExtraCa(update.extraCaFile)
    const split = update.outboundProxy !== undefined && {
      outboundProxy: login.shown,
      [PROXY_PASSWORD]: login.sealed,
    }
    const parted = update.chromiumEndpoints && {
      chromiumEndpoints,
      [ENDPOINT_SECRETS]: kept.map(({ sealed }) => sealed),
    }
    await repository.change({ ...update, ...split, ...parted } as Record<string, Json>, now())
    const isOther = (member: keyof Settings) => !isDeepStrictEqual(settings[member], next[member])
    // A secret that changed is not to be seen in what is shown.
    const hasOtherSecret: Partial<Record<keyof Settings, boolean>> = {
      outboundProxy: login.sealed !== proxy.sealed,
      chromiumEndpoints: !isDeepStrictEqual(kept, endpoints),
    }
    const changed = (Object.keys(update) as (keyof Settings)[]).filter(
      (member) => isOther(member) || hasOtherSecret[member],
    )
    settings = next
    proxy = login
    endpoints = kept
    allowed = [...given, ...entries]
    onChanged(changed)
    return settings
  }

  return {
    current: () => settings,
    outboundProxy: () => withPassword(proxy, secrets),
    chromiumEndpoints: () =>
      endpoints.map((kept) => ({ url: wholeEndpoint(kept, secrets), shown: kept.url, weight: kept.weight })),
    allowed: () => allowed,
    change: (update) => inTurn(() => change(update)),
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

function readEndpoints({ chromiumEndpoints }: Settings, sealed: Json | undefined): KeptEndpoint[] {
  const seals = Array.isArray(sealed) ? sealed : []
  return chromiumEndpoints.map((endpoint, index) => ({ ...endpoint, sealed: (seals[index] ?? null) as string | null }))
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
