import type { Credentials, DataSource, DataSourceInput, HttpDataSource } from '../../../../shared/data-source.ts'
import type { Json } from '../../../../shared/json.ts'
import { type AuthDraft, authDraftOf, credentialsOf, NO_AUTH } from './auth-draft.ts'

export interface HeaderDraft {
  /** Tells the lines of the table apart. */
  id: number
  name: string
  value: string
  /** The farm keeps a secret value for it, which it never tells. */
  isSet: boolean
}

/** A source as it is being written. What one kind needs is kept while one looks at another kind. */
export interface SourceDraft {
  type: DataSource['type']
  url: string
  method: 'GET' | 'POST'
  headers: HeaderDraft[]
  /** As text; JSON where it reads as JSON. */
  body: string
  auth: AuthDraft
  /** Fixed data, as JSON text. */
  data: string
  /** What the farm had, so that what was not touched is sent as it was. */
  stored: { body: unknown; data: Json | undefined; credentials: Credentials | null }
}

const NEW: SourceDraft = {
  type: 'http',
  url: '',
  method: 'GET',
  headers: [],
  body: '',
  auth: NO_AUTH,
  data: '{\n  "title": "Hello"\n}',
  stored: { body: undefined, data: undefined, credentials: null },
}

let lastHeaderId = 0
export const headerDraft = (name: string, value: string, isSet = false): HeaderDraft => ({
  id: ++lastHeaderId,
  name,
  value,
  isSet,
})

export const newSource = (): SourceDraft => NEW

export function sourceDraftOf(source: DataSource): SourceDraft {
  if (source.type === 'webhook') return { ...NEW, type: 'webhook' }
  if (source.type === 'static') {
    return { ...NEW, type: 'static', data: pretty(source.data), stored: { ...NEW.stored, data: source.data } }
  }
  const { url, method, headers, body, credentials } = source
  return {
    ...NEW,
    type: 'http',
    url,
    method,
    headers: Object.entries(headers).map(([name, value]) =>
      typeof value === 'string' ? headerDraft(name, value) : headerDraft(name, '', value.set),
    ),
    body: bodyText(body),
    auth: authDraftOf(credentials),
    stored: { body, data: undefined, credentials },
  }
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2)
const bodyText = (body: unknown): string => (body === undefined ? '' : typeof body === 'string' ? body : pretty(body))

/** The source as it is sent. Fixed data that is no JSON is left out, so that the farm's answer names the field. */
export function sourceOf(draft: SourceDraft): DataSourceInput {
  if (draft.type === 'webhook') return { type: 'webhook' }
  if (draft.type === 'static') return { type: 'static', data: dataOf(draft) as Json }
  const body = bodyOf(draft)
  return {
    type: 'http',
    url: draft.url.trim(),
    method: draft.method,
    headers: headersOf(draft.headers),
    ...(body !== undefined && { body: body as Json }),
    credentials: credentialsOf(draft.auth),
  }
}

function dataOf({ data, stored }: SourceDraft): Json | undefined {
  if (stored.data !== undefined && data === pretty(stored.data)) return stored.data
  return parseJson(data)
}

function bodyOf({ method, body, stored }: SourceDraft): unknown {
  if (method !== 'POST' || body === '') return undefined
  if (body === bodyText(stored.body)) return stored.body
  return /^\s*[[{]/.test(body) ? (parseJson(body) ?? body) : body
}

function headersOf(headers: readonly HeaderDraft[]): HttpDataSource['headers'] {
  const named = headers.filter(({ name, value, isSet }) => name.trim() !== '' && (value !== '' || isSet))
  return Object.fromEntries(
    named.map(({ name, value, isSet }) => [name.trim(), value === '' && isSet ? { set: true } : value]),
  )
}

/** The value of JSON text, or undefined where it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Secrets stay with the scheme, host and port that they were given for. */
export function movesAway(draft: SourceDraft, savedUrl: string): boolean {
  const [now, saved] = [URL.parse(draft.url), URL.parse(savedUrl)]
  return now !== null && saved !== null && now.origin !== saved.origin
}
