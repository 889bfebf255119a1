import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { hookRows } from '../../src/renderer/screens/webhooks/in/hook-rows.ts'
import { sampleBody } from '../../src/renderer/screens/webhooks/in/sample-body.ts'
import { attemptWords } from '../../src/renderer/screens/webhooks/out/attempt-words.ts'
import { draftOf, requestOf } from '../../src/renderer/screens/webhooks/out/subscription-draft.ts'
import { curlOf, filterWords, pendingWords, waitingWords } from '../../src/renderer/words/webhook.ts'
import type { Binding } from '../../src/shared/binding.ts'
import type { Template } from '../../src/shared/template.ts'

test('the curl is one that a shell runs, with the signature that the farm wants', () => {
  const run = (curl: string) => {
    // A stand-in for curl that says what it was given.
    const script = `curl() { for each in "$@"; do printf '%s\\n' "$each"; done; }\n${curl}`
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n')
  }
  const sample = { title: "It's" }
  const sent = JSON.stringify(sample)
  expect(run(curlOf('http://127.0.0.1/webhooks/x', false, sample)).slice(-2)).toEqual(['-d', sent])
  const signed = run(curlOf('http://127.0.0.1/webhooks/x', true, sample))
  const hmac = createHmac('sha256', 'the signing secret').update(sent).digest('hex')
  expect(signed).toContain(`X-Webhook-Signature: sha256=${hmac}`)
  expect(signed.at(-1)).toBe(sent)
})

test.each<[string, Record<string, string>, unknown]>([
  ['members, however deep', { title: 'headline', by: 'user.name' }, { headline: 'Title', user: { name: 'by' } }],
  ['items', { a: 'items[1].price', b: 'items[-1].name' }, { items: [{ name: 'b' }, { price: 'a' }] }],
  ['odd keys', { a: 'x["it\'s odd"].y' }, { x: { "it's odd": { y: 'a' } } }],
  ['a thing and its members', { all: 'user', by: 'user.name' }, { user: { name: 'by' } }],
  ['a query that is a way', { a: '$.items[*].name' }, { items: [{ name: 'a' }] }],
  ['queries that are none', { a: '$..name', b: '$.items[?@.x > 1]', c: 'ok' }, { ok: 'c' }],
  ['no paths', {}, {}],
])('the JSON of a test fits the mapping: %s', (_, mapping, expected) => {
  const template = { html: '', variableDefinitions: [{ name: 'title', type: 'text', defaultValue: 'Title' }] }
  expect(sampleBody({ mapping, defaults: {} }, template as unknown as Template)).toEqual(expected)
})

test('filters are said by their names', () => {
  const names = (uid: string) => (uid === 'bind_a' ? 'Weather' : undefined)
  expect(filterWords({}, names)).toBe('all of them')
  expect(filterWords({ bindingId: 'bind_a', changed: true }, names)).toBe('of “Weather”, only when the picture changed')
  expect(filterWords({ templateId: 'tmpl_x', type: 'pdf' }, names)).toBe('drawn by “tmpl_x”, PDFs only')
})

test('a filter that the event does not know is not sent', () => {
  const draft = draftOf(null)
  const filters = { bindingId: 'bind_a', templateId: null, type: 'pdf', changed: true } as const
  expect(requestOf({ ...draft, event: 'render.failed', targetUrl: ' https://a.test/ ', filters })).toEqual({
    event: 'render.failed',
    targetUrl: 'https://a.test/',
    platform: 'custom',
    filters: { bindingId: 'bind_a', type: 'pdf' },
  })
  expect(requestOf({ ...draft, event: 'binding.updated', filters }).filters).toEqual({
    bindingId: 'bind_a',
    changed: true,
  })
})

test('what waits is held back while it is stopped', () => {
  expect(pendingWords({ pending: 0, status: 'failed' })).toBe('')
  expect(pendingWords({ pending: 3, status: 'active' })).toBe('3 to be sent')
  expect(pendingWords({ pending: 3, status: 'paused' })).toBe('3 held back')
})

test('an attempt in words ends as a sentence does', () => {
  expect(attemptWords({ status: 200, error: null })).toBe('The target answered 200.')
  expect(attemptWords({ status: 503, error: 'The target answered 503' })).toBe('The target answered 503.')
  expect(attemptWords({ status: null, error: 'It is down.' })).toBe('It is down.')
})

test('bindings that live on their webhook come first', () => {
  const binding = (name: string, type: string) => ({ name, dataSource: { type: 'static' }, refreshPolicy: { type } })
  const all = [binding('b', 'ttl'), binding('a', 'ttl'), binding('c', 'webhook')] as Binding[]
  expect(hookRows(all, '').map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  expect(hookRows(all, ' B ').map(({ name }) => name)).toEqual(['b'])
})

test('what becomes of events is said as it is, also a month after a subscription has failed', () => {
  const updatedAt = '2026-03-01T12:00:00Z'
  const at = (days: number) => Date.parse(updatedAt) + days * 24 * 3_600_000
  expect(waitingWords({ pending: 2, updatedAt }, at(1))).toMatch(
    /^What waits is kept, and new events join it until .*31/,
  )
  expect(waitingWords({ pending: 0, updatedAt }, at(1))).toMatch(/^New events wait, until .*31/)
  expect(waitingWords({ pending: 2, updatedAt }, at(30))).toBe('What waits is kept, and new events no longer join it.')
  expect(waitingWords({ pending: 0, updatedAt }, at(31))).toBe('New events no longer wait.')
})
