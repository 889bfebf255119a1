import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../../src/main/log/logging.ts'
import { Problem } from '../../../src/shared/errors.ts'

const SECRET = 'Zq7-planted-S3cret_0xF00D'

function logged(say: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  say(createLog('trace', { write: (line) => void lines.push(line) }))
  return lines.join('')
}
const parsed = (text: string) => JSON.parse(text.trim())

test('a line is JSON with a time, a level in words, the facts and the message', () => {
  const line = parsed(logged((log) => log.warn({ run: 'run_1', phases: { fetch: 1.5 } }, 'It went so')))
  expect(line).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    run: 'run_1',
    phases: { fetch: 1.5 },
    msg: 'It went so',
  })
})

describe('an error', () => {
  test('of our own keeps its message and frames, and loses its cause and members', () => {
    const error = Object.assign(new TypeError('It broke', { cause: new Error(SECRET) }), {
      code: 'ERR_X',
      options: { headers: { authorization: SECRET } },
      body: SECRET,
    })
    const text = logged((log) => log.error({ err: error }, 'Oh'))
    expect(parsed(text).err).toEqual({
      type: 'TypeError',
      code: 'ERR_X',
      message: 'It broke',
      stack: expect.stringMatching(/^at .*logging\.test\.ts/),
    })
    expect(text).not.toContain(SECRET)
  })

  test('that was foreseen is told without a stack', () => {
    const problem = new Problem('url-fetch-failed', 'No answer', { stage: 'timeout', cause: new Error(SECRET) })
    expect(parsed(logged((log) => log.error({ err: problem }, 'Oh'))).err).toEqual({
      type: 'Problem',
      code: 'URL_FETCH_FAILED',
      stage: 'timeout',
      message: 'No answer',
    })
  })

  test.each([
    ['a broken body', () => JSON.parse(`{"token": "${SECRET}", oops`)],
    ['a broken URL', () => new URL(`http://u:${SECRET}@:x/?q=${SECRET}`)],
    ['a header that can not be sent', () => new Headers({ 'x-key': `${SECRET}\n` })],
  ])('of %s does not repeat it, logged by itself or as a fact', (_, provoke) => {
    let error: unknown
    try {
      provoke()
    } catch (caught) {
      error = caught
    }
    const text = logged((log) => {
      log.error(error)
      log.error({ err: error, again: [error], deep: { error } }, 'with %s', error)
    })
    expect(text.trim().split('\n')).toHaveLength(2)
    expect(text).not.toContain(SECRET)
  })
})

test('a long text is read in one go, and a URL is found in the middle of a word', () => {
  const detail = `302http://user:${SECRET}@example.org/?key=${SECRET} ${'a.'.repeat(250_000)}`
  const line = logged((log) => log.info({ detail }, 'Oh'))
  expect(line).toContain('302http://example.org/?… a.a.')
  expect(line).not.toContain(SECRET)
})

test('no secret shows, wherever in a line somebody puts it', () => {
  const name = fc.constantFrom(
    ...[
      'authorization',
      'Cookie',
      'x-api-key',
      'apiKey',
      'password',
      'value',
      'secret',
      'clientSecret',
      'session_token',
    ],
    ...['headers', 'body', 'query', 'credentials', 'options', 'cause', 'proxy-authorization'],
  )
  const text = fc.constantFrom(
    `https://user:${SECRET}@example.org/path`,
    `http://example.org/a?key=${SECRET}&b=1 and more`,
    `see https://example.org/#${SECRET}`,
    `http://u%40x:${SECRET}@[::1]:8080/`,
    `Authorization: Bearer ${SECRET}`,
    `basic ${Buffer.from(SECRET).toString('base64')}`,
    `/webhooks/${SECRET}`,
    `whsec_${SECRET}`,
    `bindery_${SECRET}`,
  )
  const error = text.map((message) => new Error(message, { cause: new Error(SECRET) }))
  const buried: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      text,
      error,
      fc
        .tuple(name, fc.constantFrom<unknown>(SECRET, { a: SECRET }, [SECRET]))
        .map(([key, value]) => ({ [key]: value })),
      fc.constant(Buffer.from(SECRET)),
      fc.constant(new Headers({ 'x-a': SECRET })),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'err', 'facts'), tie('any'), { maxKeys: 3 }),
    ),
  })).any
  fc.assert(
    fc.property(buried, text, (facts, message) => {
      const out = logged((log) => {
        log.info({ facts }, message)
        log.child({}).debug({ err: facts }, 'of %s', message)
        if (facts instanceof Error) log.error(facts)
      })
      return !out.includes(SECRET) && !out.includes(Buffer.from(SECRET).toString('base64')) && out.includes('"msg"')
    }),
    { numRuns: 2_000 },
  )
})
