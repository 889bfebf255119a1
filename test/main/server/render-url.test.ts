import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { type Handler, sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'

let farm: TestFarm
let source: TestServer
let answer: Handler = sendJson({ name: 'one' })
let templateId: string
const clock = shiftedClock()

beforeAll(async () => {
  source = await startServer((incoming, response) => answer(incoming, response))
  farm = await startTestFarm({ now: clock.now, random: () => 0 })
  // Half of the picture is left transparent.
  templateId = await farm.template(
    '<body style="margin:0"><div style="background:#f00;width:60px;height:60px">{{title}}</div></body>',
  )
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
})
// What one test made must not come due in another.
afterEach(async () => {
  const { bindings } = (await farm.call('GET', '/bindings?limit=100')).json
  await Promise.all(bindings.map(({ uid }: { uid: string }) => farm.call('DELETE', `/bindings/${uid}`)))
})

const http = () => ({ type: 'http', url: source.url })
const make = (more: object = {}) =>
  farm.binding({ templateId, mapping: { title: 'name' }, dataSource: http(), ...more })
const get = (url: string, headers: Record<string, string> = {}) => farm.raw('GET', url, { headers })
const as = (url: string, extension: string) => url.replace(/\.\w+$/, `.${extension}`)
const put = (uid: string, body: object) => farm.call('PUT', `/bindings/${uid}`, body)
const refresh = (uid: string) => farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
const metrics = async (): Promise<string> => (await farm.call('GET', '/metrics')).bytes.toString()

describe('a picture', () => {
  test('comes with exactly these headers', async () => {
    const { renderUrl, nextRefreshAt } = await make()
    const { status, headers, bytes } = await get(renderUrl)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('image/png')
    expect(headers.get('content-length')).toBe(String(bytes.length))
    expect(headers.get('etag')).toMatch(/^"[\w-]+"$/)
    expect(new Date(headers.get('last-modified') ?? '').toUTCString()).toBe(headers.get('last-modified'))
    expect(headers.get('accept-ranges')).toBe('bytes')
    expect(headers.get('x-bindery-state')).toBe('fresh')
    expect(headers.has('age')).toBe(false)
    expect(headers.has('set-cookie')).toBe(false)
    expect(headers.has('access-control-allow-origin')).toBe(false)
    const [, maxAge] =
      /^public, max-age=(\d+), stale-while-revalidate=60, stale-if-error=86400$/.exec(
        headers.get('cache-control') ?? '',
      ) ?? []
    const left = (Date.parse(nextRefreshAt as string) - clock.now()) / 1000
    expect(Number(maxAge)).toBeGreaterThanOrEqual(Math.floor(left))
    expect(Number(maxAge)).toBeLessThanOrEqual(Math.ceil(left) + 1)
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 120, height: 60, format: 'png' })
  })

  test('is 304 for its entity tag, which goes before the date, and for its date', async () => {
    const { renderUrl } = await make()
    const { headers } = await get(renderUrl)
    const etag = headers.get('etag') ?? ''
    const modified = headers.get('last-modified') ?? ''
    const past = new Date(Date.parse(modified) - 60_000).toUTCString()
    const future = new Date(Date.parse(modified) + 60_000).toUTCString()
    for (const [sent, status] of [
      [{ 'if-none-match': etag }, 304],
      [{ 'if-none-match': `"x", W/${etag}` }, 304],
      [{ 'if-none-match': '*' }, 304],
      [{ 'if-none-match': '"x"' }, 200],
      [{ 'if-none-match': etag, 'if-modified-since': past }, 304],
      [{ 'if-none-match': '"x"', 'if-modified-since': future }, 200],
      [{ 'if-modified-since': modified }, 304],
      [{ 'if-modified-since': future }, 304],
      [{ 'if-modified-since': past }, 200],
      [{ 'if-modified-since': 'yesterday' }, 200],
      [{ 'if-modified-since': 'year 2099' }, 200],
      [{ 'if-match': `"x", ${etag}` }, 200],
      [{ 'if-match': '*', 'if-unmodified-since': past }, 200],
      [{ 'if-match': etag, 'if-none-match': etag }, 304],
      [{ 'if-unmodified-since': modified }, 200],
      [{ 'if-unmodified-since': 'year 2001' }, 200],
    ] as [Record<string, string>, number][]) {
      for (const method of ['GET', 'HEAD']) {
        const answered = await farm.raw(method, renderUrl, { headers: sent })
        expect([method, sent, answered.status]).toEqual([method, sent, status])
        expect(answered.headers.get('etag')).toBe(etag)
        expect(answered.headers.get('x-bindery-state')).toBe('fresh')
        expect(answered.headers.get('cache-control')).toMatch(/^public, max-age=\d+, /)
        if (status === 304) expect(answered.bytes).toHaveLength(0)
      }
    }
  })

  test.each<Record<string, string>>([
    { 'if-match': '"x"' },
    { 'if-match': 'W/*' },
    { 'if-unmodified-since': new Date(0).toUTCString() },
  ])('is 412 for those who go on with another one: %j', async (headers) => {
    const { renderUrl } = await make()
    const { status, json } = await get(renderUrl, { ...headers, range: 'bytes=9-', 'if-none-match': '*' })
    expect([status, json.code]).toEqual([412, 'PRECONDITION_FAILED'])
    expect((await farm.raw('HEAD', renderUrl, { headers })).status).toBe(412)
  })

  test('has the same headers for HEAD, and no body', async () => {
    const { renderUrl } = await make()
    const whole = await get(renderUrl)
    const head = await farm.raw('HEAD', renderUrl)
    expect([head.status, head.bytes.length]).toEqual([200, 0])
    for (const name of [
      'content-type',
      'content-length',
      'etag',
      'last-modified',
      'x-bindery-state',
      'accept-ranges',
    ]) {
      expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)])
    }
  })

  test('is sent in single ranges', async () => {
    const { renderUrl } = await make()
    const { bytes, headers } = await get(renderUrl)
    const size = bytes.length
    const etag = headers.get('etag') ?? ''
    for (const [range, start, end] of [
      ['0-9', 0, 9],
      ['5-', 5, size - 1],
      ['-7', size - 7, size - 1],
      [`0-${size + 5}`, 0, size - 1],
      [`-${size + 5}`, 0, size - 1],
      [`${size - 1}-`, size - 1, size - 1],
    ] as const) {
      const part = await get(renderUrl, { range: `bytes=${range}` })
      expect([range, part.status, part.headers.get('content-range')]).toEqual([
        range,
        206,
        `bytes ${start}-${end}/${size}`,
      ])
      expect(part.bytes).toEqual(bytes.subarray(start, end + 1))
      expect(part.headers.get('etag')).toBe(etag)
    }
    for (const range of [`${size}-`, `${size + 1}-${size + 5}`, '-0']) {
      const refused = await get(renderUrl, { range: `bytes=${range}` })
      expect([range, refused.status, refused.headers.get('content-range')]).toEqual([range, 416, `bytes */${size}`])
      expect(refused.json.code).toBe('RANGE_NOT_SATISFIABLE')
    }
    expect((await get(renderUrl, { range: 'Bytes=0-1' })).status).toBe(206)
    for (const range of ['bytes=9-5', 'bytes=a-b', 'lines=0-5', 'bytes=0-1,4-5', 'bytes=-']) {
      expect([range, (await get(renderUrl, { range })).status]).toEqual([range, 200])
    }
    const modified = headers.get('last-modified') ?? ''
    for (const [ifRange, status] of [
      [etag, 206],
      [`W/${etag}`, 200],
      ['"x"', 200],
      [modified, 206],
      [new Date(0).toUTCString(), 200],
      [`year ${modified}`, 200],
    ] as const) {
      expect([ifRange, (await get(renderUrl, { range: 'bytes=0-1', 'if-range': ifRange })).status]).toEqual([
        ifRange,
        status,
      ])
    }
    expect((await get(renderUrl, { range: 'bytes=0-1', 'if-none-match': etag })).status).toBe(304)
    expect((await farm.raw('HEAD', renderUrl, { headers: { range: 'bytes=0-1' } })).status).toBe(200)
  })
})

describe('other extensions', () => {
  test('are derived when first asked for, once, and kept over a restart', async () => {
    // A picture of its own: files of the same bytes are one file.
    const { renderUrl } = await make({ dataSource: { type: 'static', data: { name: 'other extensions' } } })
    const pictures = join(farm.dataDir, 'pictures')
    const fileCount = () =>
      readdirSync(pictures, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
    for (const [extension, type, magic] of [
      ['jpg', 'image/jpeg', 'ffd8ff'],
      ['webp', 'image/webp', '52494646'],
      ['pdf', 'application/pdf', '25504446'],
      ['png', 'image/png', '89504e47'],
    ] as const) {
      const before = fileCount()
      const answers = await Promise.all([1, 2, 3, 4].map(() => get(as(renderUrl, extension))))
      for (const { status, headers, bytes } of answers) {
        expect([status, headers.get('content-type'), bytes.subarray(0, magic.length / 2).toString('hex')]).toEqual([
          200,
          type,
          magic,
        ])
        expect(headers.get('content-length')).toBe(String(bytes.length))
      }
      expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1)
      expect([extension, fileCount() - before]).toEqual([extension, extension === 'png' ? 0 : 1])
    }
    expect((await get(as(renderUrl, 'jpeg'))).headers.get('etag')).toBe(
      (await get(as(renderUrl, 'JPG'))).headers.get('etag'),
    )
    expect(
      new Set(
        await Promise.all(
          ['png', 'jpg', 'webp', 'pdf'].map(async (extension) =>
            (await get(as(renderUrl, extension))).headers.get('etag'),
          ),
        ),
      ).size,
    ).toBe(4)
  })

  test('JPEG lies on white, PNG and WebP keep what is transparent', async () => {
    const { renderUrl } = await make()
    const corner = async (extension: string) => {
      const { data, info } = await sharp((await get(as(renderUrl, extension))).bytes)
        .raw()
        .toBuffer({ resolveWithObject: true })
      return [...data.subarray((info.width - 1) * info.channels, info.width * info.channels)]
    }
    expect((await corner('jpg')).every((value) => value > 250)).toBe(true)
    expect((await corner('png'))[3]).toBe(0)
    expect((await corner('webp'))[3]).toBe(0)
  })

  test('of an opaque JPEG are derived from the lossless picture, which is drawn when it is first wanted', async () => {
    const html = '<!doctype html><body style="margin:0;background:#fff"><h1 style="color:#f00">{{title}}</h1></body>'
    const opaque = await farm.template(html)
    const { renderUrl } = await make({ templateId: opaque, outputConfig: { format: 'jpeg' } })
    const { renderUrl: other } = await make({ templateId: opaque })
    const jpeg = await get(renderUrl)
    expect(jpeg.headers.get('content-type')).toBe('image/jpeg')
    const lossless = (await get(other)).bytes
    const webp = await get(as(renderUrl, 'webp'))
    expect(webp.bytes.equals((await get(as(other, 'webp'))).bytes)).toBe(true)
    expect((await get(as(renderUrl, 'png'))).bytes.equals(lossless)).toBe(true)
    expect((await get(renderUrl)).headers.get('etag')).toBe(jpeg.headers.get('etag'))
  })

  test('the format of the binding can change: its URL stays and goes on', async () => {
    const { uid, renderUrl } = await make({ outputConfig: { format: 'jpeg', quality: 30 } })
    expect((await get(renderUrl)).headers.get('content-type')).toBe('image/jpeg')
    const large = (await get(renderUrl)).bytes.length
    await put(uid, { outputConfig: { format: 'pdf' } })
    await until(async () => (await farm.call('GET', `/bindings/${uid}/runs`)).json.pagination.total === 2)
    const after = await get(renderUrl)
    expect([after.status, after.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(after.bytes.length).not.toBe(large)
    expect((await get(as(renderUrl, 'pdf'))).bytes.subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('others are not there', async () => {
    const { renderUrl, uid } = await make()
    for (const path of [as(renderUrl, 'gif'), as(renderUrl, 'html'), `/b/${uid}`, `/b/${uid}.`])
      expect([path, (await get(path)).status]).toEqual([path, 404])
  })

  test('the size, scale and quality of the output are drawn', async () => {
    const { renderUrl } = await make({ outputConfig: { width: 50, height: 40, deviceScaleFactor: 2 } })
    expect(await sharp((await get(renderUrl)).bytes).metadata()).toMatchObject({ width: 100, height: 80 })
  })
})

describe('past due', () => {
  test('the old picture comes at once, and one refresh goes on behind it, however many ask', async () => {
    answer = sendJson({ name: 'one' })
    const { uid, renderUrl } = await make()
    const old = await get(renderUrl)
    const { promise, resolve } = Promise.withResolvers<void>()
    answer = async (incoming, response) => {
      await promise
      await sendJson({ name: 'two' })(incoming, response)
    }
    source.seen.length = 0
    clock.pass(310_000)
    const answers = await Promise.all(Array.from({ length: 30 }, () => get(renderUrl)))
    for (const { status, headers } of answers) {
      expect([status, headers.get('etag'), headers.get('x-bindery-state')]).toEqual([
        200,
        old.headers.get('etag'),
        'stale',
      ])
      expect(headers.get('cache-control')).toBe('public, max-age=0, stale-while-revalidate=60, stale-if-error=86400')
    }
    expect(
      (await get(renderUrl, { 'if-none-match': old.headers.get('etag') ?? '' })).headers.get('x-bindery-state'),
    ).toBe('stale')
    resolve()
    const fresh = await until(async () => {
      const now = await get(renderUrl)
      return now.headers.get('x-bindery-state') === 'fresh' && now
    })
    expect(fresh.headers.get('etag')).not.toBe(old.headers.get('etag'))
    const { runs } = (await farm.call('GET', `/bindings/${uid}/runs`)).json
    expect(runs).toHaveLength(2)
    answer = sendJson({ name: 'one' })
  })

  test.each(['webhook', 'manual'])('policy %s is always fresh and no-cache', async (type) => {
    const { renderUrl } = await make({ refreshPolicy: { type } })
    clock.pass(86_400_000)
    const { headers } = await get(renderUrl)
    expect([headers.get('x-bindery-state'), headers.get('cache-control')]).toEqual(['fresh', 'no-cache'])
  })
})

describe('no picture yet', () => {
  test('waits for the refresh in flight', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    answer = async (incoming, response) => {
      await promise
      await sendJson({ name: 'first' })(incoming, response)
    }
    const { json } = await farm.call('POST', '/bindings', {
      templateId,
      mapping: { title: 'name' },
      dataSource: http(),
    })
    const asked = get(json.binding.renderUrl)
    setTimeout(resolve, 100)
    const { status, headers } = await asked
    expect([status, headers.get('x-bindery-state')]).toEqual([200, 'fresh'])
    answer = sendJson({ name: 'one' })
  })

  test('goes on waiting when an edit replaces that refresh', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    answer = async (incoming, response) => {
      await promise
      await sendJson({ name: 'first' })(incoming, response)
    }
    const { binding } = (
      await farm.call('POST', '/bindings', { templateId, mapping: { title: 'name' }, dataSource: http() })
    ).json
    const asked = get(binding.renderUrl)
    await put(binding.uid, { mapping: { title: 'other' } })
    const late = get(binding.renderUrl)
    resolve()
    expect([(await asked).status, (await late).status]).toEqual([200, 200])
    answer = sendJson({ name: 'one' })
  })

  test('is 410 when the binding is deleted while one waits', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    answer = async (incoming, response) => {
      asked.resolve()
      await promise
      await sendJson({ name: 'first' })(incoming, response)
    }
    const { binding } = (
      await farm.call('POST', '/bindings', { templateId, mapping: { title: 'name' }, dataSource: http() })
    ).json
    const waiting = get(binding.renderUrl)
    await asked.promise
    await farm.call('DELETE', `/bindings/${binding.uid}`)
    const { status, json } = await waiting
    expect([status, json?.code]).toEqual([410, 'GONE'])
    resolve()
    answer = sendJson({ name: 'one' })
  })

  test('is 503 with Retry-After and a card where none is coming', async () => {
    const { binding } = (
      await farm.call('POST', '/bindings', { templateId, mapping: {}, dataSource: { type: 'webhook' } })
    ).json
    for (const pause of [false, true]) {
      if (pause) await farm.call('POST', `/bindings/${binding.uid}/pause`)
      const { status, headers, bytes } = await get(binding.renderUrl)
      expect([status, headers.get('retry-after'), headers.get('cache-control')]).toEqual([503, '60', 'no-cache'])
      expect(headers.get('content-type')).toBe('image/png')
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 120, height: 60 })
    }
  })
})

describe('failing', () => {
  const POLICIES = ['serve_stale', 'serve_error', 'serve_default'] as const

  test.each([
    ['serve_stale', true, 200, 'stale'],
    ['serve_stale', false, 502, 'error'],
    ['serve_error', true, 502, 'error'],
    ['serve_error', false, 502, 'error'],
    ['serve_default', true, 200, 'default'],
    ['serve_default', false, 200, 'default'],
  ] as const)('%s, with a good picture: %s → %i %s', async (onError, hadPicture, status, state) => {
    answer = hadPicture ? sendJson({ name: 'good' }) : sendJson({}, {}, 500)
    const { uid, renderUrl } = await make({
      refreshPolicy: { type: 'ttl', onError },
      defaults: { title: 'by default' },
    })
    const good = await get(renderUrl)
    answer = sendJson({ secret: 'pl4nted' }, {}, 500)
    await refresh(uid)
    for (const method of ['GET', 'HEAD']) {
      const served = await farm.raw(method, renderUrl)
      expect([served.status, served.headers.get('x-bindery-state')]).toEqual([status, state])
      expect(served.headers.get('cache-control')).toMatch(state === 'stale' ? /^public, max-age=\d+, / : /^no-cache$/)
      expect(served.headers.get('content-type')).toBe('image/png')
      if (state === 'stale') expect(served.headers.get('etag')).toBe(good.headers.get('etag'))
      if (state === 'default' && hadPicture) expect(served.headers.get('etag')).not.toBe(good.headers.get('etag'))
      if (status === 502) expect(served.headers.has('retry-after')).toBe(false)
    }
    const tag = (await get(renderUrl)).headers.get('etag')
    if (tag) expect((await get(renderUrl, { 'if-none-match': tag })).headers.get('x-bindery-state')).toBe(state)
    if (state !== 'error') expect((await get(as(renderUrl, 'jpg'))).headers.get('content-type')).toBe('image/jpeg')

    // Pausing keeps the state that it had.
    await farm.call('POST', `/bindings/${uid}/pause`)
    const paused = await get(renderUrl)
    expect([paused.status, paused.headers.get('x-bindery-state')]).toEqual([status, state])

    // So does resuming, until the refresh that it asks for has ended.
    const isAnswered = Promise.withResolvers<void>()
    answer = (...exchange) => void isAnswered.promise.then(() => sendJson({ name: 'good' })(...exchange))
    await farm.call('POST', `/bindings/${uid}/resume`)
    if (hadPicture) {
      const resumed = await get(renderUrl)
      expect([resumed.status, resumed.headers.get('x-bindery-state')]).toEqual([status, state])
    }
    isAnswered.resolve()
    await until(async () => (await get(renderUrl)).headers.get('x-bindery-state') === 'fresh')
    if (hadPicture) expect((await get(renderUrl)).headers.get('etag')).toBe(good.headers.get('etag'))
  })

  test('the default picture is drawn once per definition, and anew when that changes', async () => {
    answer = sendJson({}, {}, 500)
    const { uid, renderUrl } = await make({ refreshPolicy: { onError: 'serve_default' }, defaults: { title: 'first' } })
    const drawn = async () =>
      Number(/^bindery_renders_total\{format="png",result="drawn"\} (\d+)$/m.exec(await metrics())?.[1])
    const before = await drawn()
    expect(before).toBeGreaterThan(0)
    const first = (await get(renderUrl)).headers.get('etag')
    await refresh(uid)
    await refresh(uid)
    expect(await drawn()).toBe(before)
    await put(uid, { defaults: { title: 'second' } })
    await until(async () => (await get(renderUrl)).headers.get('etag') !== first)
    expect(await drawn()).toBe(before + 1)
  })

  test('whoever goes by Last-Modified gets the good picture back after the default one, though it is the older', async () => {
    answer = sendJson({ name: 'good' })
    const refreshPolicy = { type: 'manual', onError: 'serve_default' }
    const { uid, renderUrl } = await make({ refreshPolicy, defaults: { title: 'by default' } })
    const seen = async () => (await get(renderUrl)).headers.get('last-modified') ?? ''
    const since = async (date: string) => (await get(renderUrl, { 'if-modified-since': date })).status
    await get(renderUrl)
    for (const reply of [sendJson({}, {}, 500), answer, sendJson({}, {}, 500), answer]) {
      const before = await seen()
      expect(await since(before)).toBe(304)
      clock.pass(2000)
      answer = reply
      await refresh(uid)
      expect(await since(before)).toBe(200)
    }
    expect(await since(await seen())).toBe(304)
  })

  test('a change of policy while it fails is served right away', async () => {
    answer = sendJson({ name: 'good' })
    const { uid, renderUrl } = await make({ defaults: { title: 'by default' } })
    answer = sendJson({}, {}, 500)
    await refresh(uid)
    for (const [onError, state] of [
      ['serve_default', 'default'],
      ['serve_error', 'error'],
      ['serve_stale', 'stale'],
      ['serve_default', 'default'],
    ] as const) {
      await put(uid, { refreshPolicy: { onError } })
      await until(async () => (await get(renderUrl)).headers.get('x-bindery-state') === state)
    }
    answer = sendJson({ name: 'one' })
  })

  test.each(POLICIES)('the card of %s is a picture for every extension, and names no host', async (onError) => {
    answer = sendJson({}, {}, 401)
    const { uid, renderUrl } = await make({
      refreshPolicy: { onError },
      dataSource: { ...http(), credentials: { type: 'bearer_token', value: 'tok' } },
      templateId: await farm.template('<body>{{title}}</body>', {
        variableDefinitions: [{ name: 'title', validation: { required: true } }],
      }),
    })
    const { status, headers, bytes } = await get(as(renderUrl, 'jpg'))
    expect([status, headers.get('content-type'), headers.get('x-bindery-state')]).toEqual([502, 'image/png', 'error'])
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 120, height: 60 })
    expect(bytes.toString('latin1')).not.toContain('127.0.0.1')
    expect([...headers].join()).not.toContain(String(source.port))
    await farm.call('DELETE', `/bindings/${uid}`)
    answer = sendJson({ name: 'one' })
  })
})

test('what is not there is 404, what was deleted 410, for any extension', async () => {
  const { uid, renderUrl } = await make()
  const none = await get('/b/bind_none.png')
  expect([none.status, none.json.code]).toEqual([404, 'BINDING_NOT_FOUND'])
  await farm.call('DELETE', `/bindings/${uid}`)
  const gone = await get(as(renderUrl, 'pdf'))
  expect([gone.status, gone.json.code]).toEqual([410, 'GONE'])
})

test('it needs no key and answers under /v1 and every name of this farm; its base is the one that is asked', async () => {
  const { uid, renderUrl } = await make()
  expect((await get(`/v1/b/${uid}.png`)).status).toBe(200)
  const { port } = new URL(renderUrl)
  const { promise, resolve } = Promise.withResolvers<string>()
  request(
    {
      port,
      host: '127.0.0.1',
      path: `/bindings/${uid}`,
      headers: { host: `localhost:${port}`, authorization: 'Bearer test-key-0123456789abcdef' },
    },
    (response) => {
      response.setEncoding('utf8').on('data', resolve)
    },
  ).end()
  expect(JSON.parse(await promise).binding.renderUrl).toBe(`http://localhost:${port}/b/${uid}.png`)
})
