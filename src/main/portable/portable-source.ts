import type { DataSource, HttpDataSource } from '../../shared/data-source.ts'
import type { Json } from '../../shared/json.ts'
import { isSecretQueryName } from '../../shared/secret-query.ts'
import { MASKED, type Mask, maskValue, UNMASKED } from '../secrets/mask.ts'

/** A source as it stands in a file: that secrets are wanted is said, what they are is not. */
export function withoutSecrets(source: DataSource, mask: Mask = UNMASKED): DataSource {
  if (source.type !== 'http') return source
  const { url, credentials } = withoutQuerySecrets(source)
  // A header may hold ASCII alone.
  const hide = (text: string) => mask(text).replaceAll(MASKED, '***')
  const headers = Object.entries(source.headers).map(([name, value]) => {
    return [name, typeof value === 'string' ? hide(value) : { set: false }]
  })
  return {
    ...source,
    url: hide(url),
    headers: Object.fromEntries(headers),
    ...(source.body !== undefined && { body: maskValue(source.body as Json, hide) }),
    credentials: credentials && { ...credentials, set: false },
  }
}

/** Values in the query that are named like secrets go; where nothing else is wanted, the first becomes credentials. */
function withoutQuerySecrets({ url: text, credentials }: HttpDataSource): Pick<HttpDataSource, 'url' | 'credentials'> {
  const url = URL.parse(text)
  const names = url ? [...new Set(url.searchParams.keys())].filter(isSecretQueryName) : []
  const [first] = names
  if (!url || first === undefined) return { url: text, credentials }
  for (const name of names) url.searchParams.set(name, '')
  if (credentials !== null) return { url: url.href, credentials }
  url.searchParams.delete(first)
  return { url: url.href, credentials: { type: 'api_key', set: false, query: first } }
}
