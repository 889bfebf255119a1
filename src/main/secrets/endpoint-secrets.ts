import type { ChromiumEndpoint } from '../../shared/chromium-endpoint.ts'
import { Problem } from '../../shared/errors.ts'
import type { Secrets } from './secrets.ts'

/** Stands for what is secret in an endpoint's URL as it is kept and answered. */
const HIDDEN = '***'
const OWNER = 'settings/chromiumEndpoints'
/** Members of a query that say how a browser is started, and that one wants to read again. */
const TOLD = new Set(['launch', 'timeout', 'stealth', 'headless'])

/** An endpoint parted from what is secret in its URL. */
export interface KeptEndpoint extends ChromiumEndpoint {
  /** The whole URL, sealed, in base64; null where nothing in it is secret. */
  sealed: string | null
}

/** The URL with `***` in the place of its password and of the values of its query. */
export function maskEndpoint(text: string): string {
  const url = new URL(text)
  if (url.password !== '') url.password = HIDDEN
  for (const name of new Set(url.searchParams.keys())) if (!TOLD.has(name)) url.searchParams.set(name, HIDDEN)
  return url.href
}

/**
 * Parts endpoints that were sent in from their secrets. `***` sent back means keep, as long as the rest of the URL is
 * the same.
 * @throws {Problem} `validation-error` where what is to be kept is not there, or another's
 */
export function hideEndpointSecrets(
  given: readonly ChromiumEndpoint[],
  kept: readonly KeptEndpoint[],
  secrets: Secrets,
): KeptEndpoint[] {
  return given.map(({ url, weight }, index) => {
    const shown = maskEndpoint(url)
    if (!url.includes(HIDDEN)) {
      const sealed = shown === new URL(url).href ? null : secrets.seal(url, OWNER).toString('base64')
      return { url: shown, weight, sealed }
    }
    const same = shown === new URL(url).href ? kept.find((each) => each.url === shown) : undefined
    if (same) return { url: shown, weight, sealed: same.sealed }
    const message = 'Give the token or password of this endpoint again.'
    throw new Problem('validation-error', message, {
      fields: [{ field: `chromiumEndpoints[${index}].url`, message, code: 'required' }],
    })
  })
}

/** The URL to connect to; null where it is sealed with a key that is not here. */
export const wholeEndpoint = ({ url, sealed }: KeptEndpoint, secrets: Secrets): string | null =>
  sealed === null ? url : secrets.unseal(Buffer.from(sealed, 'base64'), OWNER)
