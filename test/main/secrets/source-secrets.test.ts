import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SplitSource, splitSource } from '../../../src/main/secrets/source-secrets.ts'
import { dataSourceInputSchema } from '../../../src/shared/data-source.ts'

const URL_A = 'https://api.test/data'

const split = (source: object, kept: SplitSource | null = null): SplitSource =>
  splitSource(dataSourceInputSchema.parse({ type: 'http', url: URL_A, ...source }), kept)

const credentialsOf = ({ dataSource }: SplitSource) => (dataSource.type === 'http' ? dataSource.credentials : undefined)
const headersOf = ({ dataSource }: SplitSource) => (dataSource.type === 'http' ? dataSource.headers : undefined)

describe('credentials that are given', () => {
  test.each([
    [
      { type: 'api_key', value: 's3cret' },
      { type: 'api_key', set: true, header: 'X-API-Key' },
    ],
    [
      { type: 'api_key', value: 's3cret', header: 'X-Mine' },
      { type: 'api_key', set: true, header: 'X-Mine' },
    ],
    [
      { type: 'api_key', value: 's3cret', query: 'k' },
      { type: 'api_key', set: true, query: 'k' },
    ],
    [
      { type: 'bearer_token', value: 's3cret' },
      { type: 'bearer_token', set: true },
    ],
    [
      { type: 'basic_auth', username: 'u', password: 's3cret' },
      { type: 'basic_auth', set: true, username: 'u' },
    ],
    [
      { type: 'basic_auth', password: 's3cret' },
      { type: 'basic_auth', set: true, username: '' },
    ],
    [
      { type: 'custom_header', name: 'X-A', value: 's3cret' },
      { type: 'custom_header', set: true, name: 'X-A' },
    ],
  ])('%j is shown as %j', (credentials, shown) => {
    const made = split({ credentials })
    expect(credentialsOf(made)).toEqual(shown)
    expect(JSON.stringify(made.dataSource)).not.toContain('s3cret')
    expect(JSON.stringify(made.secrets)).toContain('s3cret')
    expect(made.needsSecret).toBe(false)
  })

  test('userinfo in the URL becomes basic credentials, percent-encoding undone', () => {
    const made = split({ url: 'https://us%40er:p%3Aass@api.test/data?x=1' })
    expect(made.dataSource).toMatchObject({ url: 'https://api.test/data?x=1' })
    expect(made.secrets.credentials).toEqual({ type: 'basic_auth', username: 'us@er', password: 'p:ass' })
    expect(split({ url: 'https://a:b%zz@api.test/' }).secrets.credentials).toMatchObject({ password: 'b%zz' })
  })

  test.each([
    ['Bearer abc', { type: 'bearer_token', value: 'abc' }],
    ['bearer  abc', { type: 'bearer_token', value: 'abc' }],
    [`Basic ${btoa('u:p:q')}`, { type: 'basic_auth', username: 'u', password: 'p:q' }],
    ['Token abc', { type: 'custom_header', name: 'Authorization', value: 'Token abc' }],
    ['abc', { type: 'custom_header', name: 'Authorization', value: 'abc' }],
  ])('the header Authorization: %s becomes credentials', (value, credentials) => {
    const made = split({ headers: { AUTHORIZATION: value, Accept: 'a/b' } })
    expect(made.secrets.credentials).toEqual(credentials)
    expect(headersOf(made)).toEqual({ Accept: 'a/b' })
  })

  test('credentials: null beside userinfo removes what is stored, and takes what the URL brings', () => {
    expect(split({ url: 'https://u:p@api.test/', credentials: null }).secrets.credentials).toMatchObject({
      password: 'p',
    })
  })

  test('headers named like secrets are hidden, others are not', () => {
    const made = split({
      headers: {
        Cookie: 'c00kie',
        'X-Auth-Token': 't0ken',
        'api-KEY': 'k3y',
        'X-Secret-Thing': 's',
        Accept: 'a',
        'X-Team': 'b',
      },
    })
    const set = { set: true }
    expect(headersOf(made)).toEqual({
      Cookie: set,
      'X-Auth-Token': set,
      'api-KEY': set,
      'X-Secret-Thing': set,
      Accept: 'a',
      'X-Team': 'b',
    })
    expect(made.secrets.headers).toEqual({
      Cookie: 'c00kie',
      'X-Auth-Token': 't0ken',
      'api-KEY': 'k3y',
      'X-Secret-Thing': 's',
    })
  })
})

describe('credentials that are kept', () => {
  const kept = split({
    credentials: { type: 'api_key', value: 's3cret', header: 'X-Mine' },
    headers: { Cookie: 'c00kie' },
  })

  test('leaving them out keeps them, as does sending back what was answered', () => {
    expect(split({}, kept).secrets.credentials).toEqual(kept.secrets.credentials)
    const again = split(kept.dataSource, kept)
    expect(again).toEqual(kept)
  })

  test('the harmless parts can be changed without giving the secret again', () => {
    const moved = split({ credentials: { type: 'api_key', set: true, query: 'key' } }, kept)
    expect(moved.secrets.credentials).toEqual({ type: 'api_key', value: 's3cret', query: 'key' })
    expect(credentialsOf(moved)).toEqual({ type: 'api_key', set: true, query: 'key' })
    const basic = split({ credentials: { type: 'basic_auth', username: 'u', password: 'p' } })
    expect(split({ credentials: { type: 'basic_auth', set: true, username: 'w' } }, basic).secrets.credentials).toEqual(
      {
        type: 'basic_auth',
        username: 'w',
        password: 'p',
      },
    )
  })

  test('a new secret is taken though set says keep', () => {
    const made = split({ credentials: { type: 'api_key', set: true, value: 'fresh' } }, kept)
    expect(made.secrets.credentials).toMatchObject({ value: 'fresh' })
  })

  test('null removes them', () => {
    expect(split({ credentials: null }, kept)).toMatchObject({ secrets: { credentials: null }, needsSecret: false })
  })

  test('another type is a secret that was never given', () => {
    const made = split({ credentials: { type: 'bearer_token', set: true } }, kept)
    expect(made).toMatchObject({ secrets: { credentials: null }, needsSecret: true })
    expect(credentialsOf(made)).toEqual({ type: 'bearer_token', set: false })
  })

  test.each(['http://api.test/data', 'https://api.test:444/data', 'https://b.test/data', 'https://api.test.evil/data'])(
    'they are dropped when the origin becomes that of %s',
    (url) => {
      const moved = split({ ...kept.dataSource, url }, kept)
      expect(moved.secrets).toEqual({ credentials: null, headers: {} })
      expect(moved.needsSecret).toBe(true)
      expect(credentialsOf(moved)).toEqual({ type: 'api_key', set: false, header: 'X-Mine' })
      expect(headersOf(moved)).toEqual({ Cookie: { set: false } })
      // Going back does not bring them back, and what is answered now can be sent back.
      expect(split({ ...moved.dataSource, url: URL_A }, moved)).toMatchObject({ needsSecret: true })
    },
  )

  test.each(['https://api.test:443/other?x', 'https://API.test/data'])(
    'they stay when only the path changes: %s',
    (url) => {
      expect(split({ ...kept.dataSource, url }, kept)).toMatchObject({ secrets: kept.secrets, needsSecret: false })
    },
  )

  test('they are dropped with the http source', () => {
    const webhook = splitSource({ type: 'webhook' }, kept)
    expect(webhook.secrets).toEqual({ credentials: null, headers: {} })
    expect(split({}, webhook).secrets.credentials).toBeNull()
  })
})

test('whatever is sent in, no secret stands in what is answered, and none crosses origins', () => {
  const secret = 'pl4nted-s3cret'
  const given = fc.constantFrom(
    { credentials: { type: 'bearer_token', value: secret } },
    { credentials: { type: 'basic_auth', username: 'u', password: secret } },
    { credentials: { type: 'api_key', value: secret, query: 'q' } },
    { credentials: { type: 'custom_header', name: 'X-A', value: secret } },
    { headers: { authorization: `Bearer ${secret}` } },
    { headers: { 'proxy-authorization': secret } },
    { headers: { 'my-token': secret } },
    { url: `https://u:${secret}@api.test/data` },
    { url: `https://${secret}@api.test/data`, credentials: null },
  )
  fc.assert(
    fc.property(given, fc.webUrl({ withQueryParameters: true }), (source, url) => {
      const made = split(source)
      // The user name of userinfo is no secret.
      if (!('url' in source && source.url?.startsWith(`https://${secret}`))) {
        expect(JSON.stringify(made.dataSource)).not.toContain(secret)
      }
      const moved = split({ ...made.dataSource, url }, made)
      expect(JSON.stringify(moved.secrets)).not.toContain(secret)
      expect(moved.needsSecret).toBe(true)
    }),
  )
})
