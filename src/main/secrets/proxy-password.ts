import { Problem } from '../../shared/errors.ts'
import type { Secrets } from './secrets.ts'

/** Stands for a password that is set, in the proxy's URL as it is kept and answered. */
const HIDDEN = '***'
const OWNER = 'settings/outboundProxy'

/** A proxy's URL parted from its password. */
export interface ProxyLogin {
  /** With `***` in the place of the password. */
  shown: string | null
  /** Sealed, in base64; null where there is no password. */
  sealed: string | null
}

/**
 * Parts a proxy's URL that was sent in from its password. `***` sent back means keep, as long as user, host and port
 * are the same.
 * @throws {Problem} `validation-error` where the password that is to be kept is not there or is another proxy's
 */
export function hidePassword(text: string | null, kept: ProxyLogin, secrets: Secrets): ProxyLogin {
  const url = text === null ? null : URL.parse(text)
  if (!url || url.password === '') return { shown: text, sealed: null }
  const { password } = url
  url.password = HIDDEN
  if (password !== HIDDEN) return { shown: url.href, sealed: secrets.seal(password, OWNER).toString('base64') }
  if (kept.sealed !== null && kept.shown === url.href) return kept
  const message = 'Give the password of the outbound proxy again.'
  throw new Problem('validation-error', message, {
    fields: [{ field: 'outboundProxy', message, code: 'required' }],
  })
}

/** The URL to connect with; without the password where that is sealed with a key that is not here. */
export function withPassword({ shown, sealed }: ProxyLogin, secrets: Secrets): string | null {
  const url = shown === null ? null : URL.parse(shown)
  if (!url || sealed === null) return shown
  url.password = secrets.unseal(Buffer.from(sealed, 'base64'), OWNER) ?? ''
  return url.href
}
