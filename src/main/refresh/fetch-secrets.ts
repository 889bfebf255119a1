import { isSecretQueryName } from '../../shared/secret-query.ts'
import { basicToken, type FetchCredentials } from './fetch-credentials.ts'
import { isSecretHeader } from './fetch-hop.ts'
import type { FetchRequest } from './fetch-request.ts'

/** Shortest part of a header value that counts as a secret by itself: words such as `Bearer` are no secrets. */
const MIN_PART = 8

/** The parts of a secret header's value, since a server may echo the token without its scheme or name. */
const partsOf = (value: string): string[] => value.split(/[\s;,=]+/).filter((part) => part.length >= MIN_PART)

/** The user name of basic credentials is no secret by itself. */
function secretsOf(credentials: FetchCredentials | null): string[] {
  if (credentials === null) return []
  if (credentials.type !== 'basic_auth') return [credentials.value]
  return [credentials.password, basicToken(credentials.username, credentials.password)]
}

/** Names of query members whose values may be secrets: to hide a word too many costs less than to show a secret. */
const MAY_BE_SECRET = /key|auth/i
const isHidden = (name: string): boolean => isSecretQueryName(name) || MAY_BE_SECRET.test(name)

export interface KnownSecrets {
  /** Every text that must not be seen in what a run keeps. */
  all: string[]
  /** Those that data and messages hold only where the source has echoed them: no short ones, no common words. */
  unmistakable: string[]
}

/** The secrets that a request holds, wherever they were put. */
export function knownSecrets(
  request: Pick<FetchRequest, 'headers' | 'credentials' | 'secretHeaders'>,
  url: URL,
): KnownSecrets {
  const { credentials } = request
  if (credentials === null && url.password === '' && url.search === '' && isEmpty(request.headers)) return NONE
  const headers = Object.entries(request.headers).filter(([name]) => isSecretHeader(name, request))
  const values = headers.map(([, value]) => value)
  const whole = [...secretsOf(credentials), ...values, url.password]
  const parts = [...values, ...(credentials?.type === 'custom_header' ? [credentials.value] : [])].flatMap(partsOf)
  const query =
    url.search === '' ? [] : [...url.searchParams].filter(([name]) => isHidden(name)).map(([, value]) => value)
  return {
    all: [...whole, ...parts, ...query],
    unmistakable: [...whole, ...[...parts, ...query].filter((text) => /\d/.test(text))].filter(isLong),
  }
}

const NONE: KnownSecrets = { all: [], unmistakable: [] }

const isEmpty = (headers: Record<string, string>): boolean => Object.keys(headers).length === 0

const isLong = (text: string): boolean => text.length >= MIN_PART
