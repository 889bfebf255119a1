import { z } from 'zod'
import { Problem } from '../../shared/errors.ts'
import type { SyncAccount } from '../../shared/sync.ts'
import type { SettingsRepository } from '../db/settings.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { accountProblem, invalid, isOutOfReach } from './account-problem.ts'
import type { Accounts } from './accounts.ts'
import { type ApiPrefix, findApi, withPrefix } from './find-api.ts'
import { type Hosted, HostedFault } from './hosted.ts'
import type { CallParts } from './hosted-call.ts'
import { createHosted } from './hosted-client.ts'

export interface AccountParts extends Omit<CallParts, 'base' | 'key' | 'isHasty'> {
  repository: SettingsRepository
  secrets: Secrets
}

/** Where it is kept among the settings. */
const SETTING = 'syncAccount'
const storedSchema = z.object({
  /** As `normalBase` gives it; it is the account's identity. */
  baseUrl: z.string(),
  prefix: z.enum(['', '/v1']),
  pushPrivate: z.boolean(),
  /** In base64. */
  sealedKey: z.string(),
})
type StoredAccount = z.infer<typeof storedSchema>

/** A key is good for the origin that it was given for. */
const ownerOf = (baseUrl: string): string => `sync/${new URL(baseUrl).origin}`
/** What an Authorization header can carry (RFC 9110, section 5.5), without blanks. */
const KEY = /^[\x21-\x7e]+$/

/** The account that is kept, if any, and what changes it. A key is sent nowhere before somebody asks. */
export async function openAccounts(parts: AccountParts): Promise<Accounts> {
  const { repository, secrets } = parts
  const stored = storedSchema.safeParse((await repository.all())[SETTING])
  let account = stored.success ? stored.data : null
  let hosted = account && open(account)

  function keyOf({ baseUrl, sealedKey }: StoredAccount): string | null {
    return secrets.unseal(Buffer.from(sealedKey, 'base64'), ownerOf(baseUrl))
  }

  function open(stored: StoredAccount): Hosted | null {
    const key = keyOf(stored)
    return key === null ? null : createHosted({ ...parts, base: withPrefix(stored.baseUrl, stored.prefix), key })
  }

  function show({ baseUrl, pushPrivate }: StoredAccount): SyncAccount {
    return { baseUrl, keySet: hosted !== null, pushPrivate }
  }

  async function keep(next: StoredAccount | null): Promise<void> {
    await repository.put({ [SETTING]: next })
    account = next
    hosted = next && open(next)
  }

  /** The key that was given, or the one that is kept for the same origin. */
  function chooseKey(given: string | undefined, baseUrl: string): string {
    if (given !== undefined) return readKey(given)
    const isSame = account !== null && ownerOf(account.baseUrl) === ownerOf(baseUrl)
    const kept = isSame && account ? keyOf(account) : null
    if (kept !== null) return kept
    if (isSame && !secrets.available) throw secrets.unavailable()
    throw invalid('apiKey', 'Give the API key of this account.', 'required')
  }

  /** Where the account answers. What was checked before still holds while nobody answers. */
  async function check(baseUrl: string, key: string, signal: AbortSignal): Promise<ApiPrefix> {
    const base = new URL(baseUrl)
    try {
      return await findApi({ ...parts, base, key }, signal)
    } catch (error) {
      if (!(error instanceof HostedFault)) throw error
      const isKnown = account?.baseUrl === baseUrl && keyOf(account) === key
      if (isKnown && account && isOutOfReach(error)) return account.prefix
      throw accountProblem(error, base)
    }
  }

  return {
    current: () => account && show(account),
    connect() {
      if (hosted) return hosted
      if (account === null) throw new Problem('conflict', 'Connect an account first: PUT /sync/account.')
      throw secrets.available ? lostKey() : secrets.unavailable()
    },
    async set({ baseUrl: typed, apiKey, pushPrivate }, signal) {
      if (!secrets.available) throw secrets.unavailable()
      const baseUrl = normalBase(typed)
      const key = chooseKey(apiKey, baseUrl)
      const prefix = await check(baseUrl, key, signal)
      const sealedKey = secrets.seal(key, ownerOf(baseUrl)).toString('base64')
      const next = { baseUrl, prefix, pushPrivate, sealedKey }
      await keep(next)
      return show(next)
    },
    forget: () => keep(null),
  }
}

/** The database is another data folder's, or the key file is. */
const lostKey = (): Problem =>
  new Problem(
    'unavailable',
    'The API key of the sync account can’t be read with the key of this data folder: give it again.',
  )

/** One spelling for one account: without a final slash, and without the `/v1` that is found by asking. */
function normalBase(typed: string): string {
  const url = new URL(typed)
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`
}

/** Blanks and `Bearer` come along when a key is copied. */
function readKey(given: string): string {
  const key = given.trim().replace(/^Bearer\s+/i, '')
  if (KEY.test(key)) return key
  throw invalid('apiKey', 'This is no API key: it has characters that no key has.', 'invalid_format')
}
