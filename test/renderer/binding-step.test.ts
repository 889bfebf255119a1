import { expect, test } from 'vitest'
import { bindingStep } from '../../src/renderer/words/binding-step.ts'
import { copyOf } from '../../src/renderer/words/copy.ts'
import { countdown } from '../../src/renderer/words/time.ts'
import type { Binding } from '../../src/shared/binding.ts'
import type { DataSource } from '../../src/shared/data-source.ts'

const TOKEN = { type: 'bearer_token', set: true }
type LastError = NonNullable<Binding['lastError']>
const http = (credentials: object | null) =>
  ({ type: 'http', url: 'https://a.example/', method: 'GET', headers: {}, body: null, credentials }) as DataSource
const failed = (error: Partial<LastError>, needs_secret = false, credentials: object | null = TOKEN) =>
  bindingStep({
    needs_secret,
    dataSource: http(credentials),
    lastError: { code: 'URL_FETCH_FAILED', stage: 'status', message: '', at: '2026-05-04T12:00:00Z', ...error },
  })
const blocked = { host: '10.1.2.3', port: 8080, purpose: 'data', allowable: true } as const

test.each<[string, Partial<LastError>, string | undefined]>([
  ['a private address', { code: 'BLOCKED_URL', stage: 'connect', blocked }, 'Allow this host (10.1.2.3:8080)'],
  [
    'an address that can never be allowed',
    { code: 'BLOCKED_URL', stage: 'connect', blocked: { ...blocked, allowable: false } },
    'Edit the source',
  ],
  ['a refused credential', { upstreamStatus: 401 }, 'Edit the credential'],
  ['a wrong path', { upstreamStatus: 404 }, 'Edit the source'],
  ['a source that has a fault itself', { upstreamStatus: 503 }, undefined],
  ['a source that is asked too often', { upstreamStatus: 429 }, undefined],
  ['a source that is slow', { stage: 'timeout' }, undefined],
  ['a deleted template', { code: 'TEMPLATE_NOT_FOUND', stage: 'compose' }, 'Choose another template'],
  ['no browser', { code: 'UNAVAILABLE', stage: 'render' }, 'Choose a Chromium'],
  ['a mapping', { stage: 'map' }, 'Edit the mapping'],
  ['a template', { stage: 'compose' }, 'Edit the template'],
  ['a picture', { stage: 'render' }, undefined],
])('the next step after %s', (_what, error, label) => {
  expect(failed(error)?.label).toBe(label)
})

test('a source that was given no credential is to be given one', () => {
  expect(failed({ upstreamStatus: 401 }, false, null)?.label).toBe('Add a credential')
})

test('a missing secret comes before all', () => {
  expect(failed({ stage: 'map' }, true)?.label).toBe('Give the credential again')
  expect(bindingStep({ needs_secret: false, lastError: null, dataSource: http(TOKEN) })).toBe(null)
})

test('what is near is counted down', () => {
  const now = Date.parse('2026-05-04T12:00:00Z')
  const words = (seconds: number) => countdown(new Date(now + seconds * 1000).toISOString(), now)
  expect([-5, 0, 4, 65, 599, 600, 7300].map(words)).toEqual([
    'now',
    'now',
    'in 0:04',
    'in 1:05',
    'in 9:59',
    'in 10 min',
    'in 2 h',
  ])
})

test('a copy takes no secret along, and keeps the place of each', () => {
  const dataSource = {
    type: 'http',
    url: 'https://api.example.com/',
    method: 'GET',
    headers: { Accept: 'application/json', 'X-Token': { set: true } },
    credentials: { type: 'bearer_token', set: true },
  }
  const copy = copyOf({ name: 'n'.repeat(200), uid: 'bind_x', dataSource } as unknown as Binding) as Record<
    string,
    unknown
  >
  expect(copy.name).toBe(`${'n'.repeat(195)} copy`)
  expect(copy.uid).toBeUndefined()
  expect(copy.dataSource).toEqual({
    ...dataSource,
    headers: { Accept: 'application/json', 'X-Token': { set: false } },
    credentials: { type: 'bearer_token', set: false },
  })
})
