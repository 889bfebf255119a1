import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { restSample } from '../../helpers/rest-sample.ts'

let farm: TestFarm
let templateId: string
let uid: string
beforeAll(async () => {
  farm = await underContract(await startTestFarm())
  await restSample(farm)
  const html = '<body style="margin:0;background:{{colour}}"></body>'
  templateId = await farm.template(html, { width: 800, height: 400 })
  uid = (await farm.binding({ templateId, dataSource: paint('#f00'), mapping: { colour: 'colour' } })).uid
})
afterAll(() => farm.stop())

const paint = (colour: string) => ({ type: 'static', data: { colour } })
const repaint = async (colour: string) => {
  await farm.call('PUT', `/bindings/${uid}`, { dataSource: paint(colour) })
  return (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
}
const pixel = async (content: Buffer) => {
  const { data, info } = await sharp(content).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, colour: [...data.subarray(0, 3)] }
}
const near = (colour: number[]) => colour.map((each) => expect.closeTo(each, -1))

describe('the thumbnail of a binding', () => {
  test('is its picture, small, as WebP, and follows it', async () => {
    const first = await farm.call('GET', `/bindings/${uid}/thumbnail`)
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(await pixel(first.bytes)).toEqual({ width: 320, height: 160, colour: near([255, 0, 0]) })
    await repaint('#00f')
    const second = await farm.call('GET', `/bindings/${uid}/thumbnail?width=64`)
    expect(await pixel(second.bytes)).toEqual({ width: 64, height: 32, colour: near([0, 0, 255]) })
  })

  test('has a strong tag that holds until the picture or the width changes', async () => {
    const path = `/bindings/${uid}/thumbnail?width=100`
    const { headers } = await farm.call('GET', path)
    const tag = headers.get('etag') ?? ''
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(headers.get('cache-control')).toBe('private, no-cache')
    const again = await farm.call('GET', path, undefined, { 'if-none-match': tag })
    expect([again.status, again.bytes.length]).toEqual([304, 0])
    const other = await farm.call('GET', `/bindings/${uid}/thumbnail?width=101`, undefined, { 'if-none-match': tag })
    expect(other.status).toBe(200)
    await repaint('#0f0')
    expect((await farm.call('GET', path, undefined, { 'if-none-match': tag })).status).toBe(200)
  })

  test('never makes a picture larger', async () => {
    const small = await farm.template('x', { width: 70, height: 70 })
    const of = await farm.binding({ templateId: small, dataSource: { type: 'static', data: {} }, mapping: {} })
    const { bytes } = await farm.call('GET', `/bindings/${of.uid}/thumbnail?width=640`)
    expect((await pixel(bytes)).width).toBe(70)
  })

  test('wants the key, a binding, a picture and a width in its limits', async () => {
    problemOf(await farm.raw('GET', `/bindings/${uid}/thumbnail`), 401, 'missing-authorization')
    problemOf(await farm.call('GET', '/bindings/bind_none/thumbnail'), 404, 'binding-not-found')
    const waiting = await farm.binding({ templateId, dataSource: { type: 'webhook' }, mapping: {} })
    problemOf(await farm.call('GET', `/bindings/${waiting.uid}/thumbnail`), 404, 'not-found')
    for (const width of [63, 641, 'x'])
      problemOf(await farm.call('GET', `/bindings/${uid}/thumbnail?width=${width}`), 400, 'validation-error')
  })
})

describe('the thumbnail of a template', () => {
  const thumbnail = (of: string, headers = {}) =>
    farm.call('GET', `/templates/${of}/thumbnail?width=160`, undefined, headers)

  test('is drawn with defaults and samples, also of what is required', async () => {
    const of = await farm.template(
      '<body style="margin:0;background:{{back}}">{{title}}{{#each rows}}{{this}}{{/each}}</body>',
      {
        strictVariables: true,
        variableDefinitions: [
          { name: 'back', type: 'color', defaultValue: '#0f0' },
          { name: 'title', validation: { required: true, minLength: 9, maxLength: 20 } },
          { name: 'rows', type: 'array' },
        ],
      },
    )
    const { status, bytes } = await thumbnail(of)
    expect(status).toBe(200)
    expect((await pixel(bytes)).width).toBe(120)
    const right = await sharp(bytes).extract({ left: 100, top: 50, width: 1, height: 1 }).removeAlpha().raw().toBuffer()
    expect([...right]).toEqual(near([0, 255, 0]))
  })

  test('follows every save, and leaves nothing among the renders', async () => {
    const of = await farm.template('<body style="margin:0;background:#fff"></body>')
    const seq = await farm.farm.events.lastSeq()
    const tag = (await thumbnail(of)).headers.get('etag') ?? ''
    expect((await thumbnail(of, { 'if-none-match': tag })).status).toBe(304)
    expect(await farm.farm.events.lastSeq()).toBe(seq)
    await farm.call('PUT', `/templates/${of}`, { html: '<body style="margin:0;background:#000"></body>' })
    const { status, bytes } = await thumbnail(of, { 'if-none-match': tag })
    expect([status, (await pixel(bytes)).colour]).toEqual([200, near([0, 0, 0])])
  })

  test('that can not be drawn says why', async () => {
    const of = await farm.template('{{#each (split a "")}}{{#each ../b}}x{{/each}}{{/each}}', {
      variableDefinitions: [
        { name: 'a', defaultValue: 'x'.repeat(200) },
        { name: 'b', type: 'array', defaultValue: Array(200).fill(1) },
      ],
    })
    problemOf(await thumbnail(of), 422, 'expression-error', 'ITERATION_LIMIT_EXCEEDED')
    problemOf(await thumbnail('tmpl_none'), 404, 'template-not-found')
  })
})

describe('the pictures of a binding', () => {
  test('are listed, newest first, and the present one is marked', async () => {
    await repaint('#123456')
    await repaint('#abcdef')
    const { images, pagination } = (await farm.call('GET', `/bindings/${uid}/images?limit=2`)).json
    expect(images.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toEqual([true, false])
    expect(images[0]).toMatchObject({ width: 800, height: 400, format: 'png', bytes: expect.any(Number) })
    const { bytes } = await farm.raw('GET', images[0].url)
    expect([bytes.length, (await pixel(bytes)).colour]).toEqual([images[0].bytes, [0xab, 0xcd, 0xef]])
    expect(pagination.total).toBeGreaterThanOrEqual(4)
    problemOf(await farm.call('GET', '/bindings/bind_none/images'), 404, 'binding-not-found')
  })

  test('the binding tells which it shows, and how long it takes', async () => {
    const get = async () => (await farm.call('GET', `/bindings/${uid}`)).json.binding
    const before = await get()
    expect(before.image).toEqual({
      id: expect.stringMatching(/^img_/),
      hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      width: 800,
      height: 400,
      renderedAt: expect.any(String),
    })
    expect(before.averageMs).toBeGreaterThan(0)
    await repaint('#010203')
    const after = await get()
    expect(after.image.hash).not.toBe(before.image.hash)
    const listed = (await farm.call('GET', '/bindings?limit=100')).json.bindings
    expect(listed.find((each: { uid: string }) => each.uid === uid).image).toEqual(after.image)
    const waiting = await farm.binding({ templateId, dataSource: { type: 'webhook' }, mapping: {} })
    expect(waiting).toMatchObject({ image: null, averageMs: null, webhookSecretSet: false })
    await farm.call('POST', `/bindings/${waiting.uid}/webhook-secret`)
    expect((await farm.call('GET', `/bindings/${waiting.uid}`)).json.binding.webhookSecretSet).toBe(true)
  })
})
