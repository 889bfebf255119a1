import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_TEMPLATE_BYTES } from '../../../src/shared/template.ts'
import { type Contract, problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { restSample } from '../../helpers/rest-sample.ts'

let farm: TestFarm & { contract: Contract }
let clock = Date.parse('2026-05-01T12:00:00Z')
beforeAll(async () => {
  farm = await underContract(await startTestFarm({ now: () => clock }))
  await restSample(farm)
})
afterAll(() => farm.stop())

const create = async (body: object) => {
  const answer = await farm.call('POST', '/templates', { html: 'x', ...body })
  if (answer.status !== 200) throw new Error(answer.bytes.toString())
  return answer.json
}
const expressionFault = (answer: Parameters<typeof problemOf>[0], code: string) =>
  problemOf(answer, 422, 'expression-error', code)

describe('making one', () => {
  test('fills in what is not given', async () => {
    const { template, addedVariables } = await create({ html: '<p>static</p>' })
    expect(template).toEqual({
      uid: expect.stringMatching(/^tmpl_[\w-]{22,}$/),
      name: 'Untitled template',
      description: '',
      engine: 'html',
      html: '<p>static</p>',
      width: 1200,
      height: 630,
      variableDefinitions: [],
      variables: [],
      jsEnabled: false,
      strictVariables: false,
      outputFormat: 'image',
      category: '',
      tags: [],
      createdAt: new Date(clock).toISOString(),
      updatedAt: new Date(clock).toISOString(),
    })
    expect(addedVariables).toEqual([])
  })

  test('keeps all that is given', async () => {
    const given = {
      name: 'All of it',
      description: 'Says much',
      html: '<p>{{title}} {{#each items}}{{name}}{{/each}}</p>',
      width: 4000,
      height: 1,
      variableDefinitions: [
        {
          name: 'title',
          type: 'text',
          defaultValue: 'Hi',
          description: 'The title',
          validation: { required: true, minLength: 1, maxLength: 5 },
          allowRawHtml: true,
        },
        { name: 'items', type: 'array', defaultValue: [{ name: 'a' }], allowRawHtml: false },
      ],
      jsEnabled: true,
      strictVariables: true,
      outputFormat: 'pdf',
      category: 'cards',
      tags: ['one', 'two'],
    }
    const { template } = await create(given)
    expect(template).toMatchObject({ ...given, variables: ['title', 'items'] })
    expect((await farm.call('GET', `/templates/${template.uid}`)).json).toEqual({ template })
  })

  test('declares what is used undeclared, as text, and says so', async () => {
    const { template, addedVariables } = await create({
      html: '{{title}} {{#each list}}{{name}}{{/each}} {{uppercase city}} {{@root.country}} {{date}}',
      variableDefinitions: [{ name: 'list', type: 'array' }, { name: 'unused' }],
    })
    expect(addedVariables).toEqual(
      ['title', 'city', 'country', 'date'].map((name) => ({ name, type: 'text', allowRawHtml: false })),
    )
    expect(template.variables).toEqual(['list', 'unused', 'title', 'city', 'country', 'date'])
  })

  test.each([
    [{ html: undefined }, 'html', 'required'],
    [{ html: 5 }, 'html', 'invalid_type'],
    [{ name: '' }, 'name', 'required'],
    [{ name: 'x'.repeat(201) }, 'name', 'too_long'],
    [{ width: 0 }, 'width', 'out_of_range'],
    [{ height: 4001 }, 'height', 'out_of_range'],
    [{ engine: 'fabric' }, 'engine', 'unknown_value'],
    [{ outputFormat: 'gif' }, 'outputFormat', 'unknown_value'],
    [{ jsEnabled: 'yes' }, 'jsEnabled', 'invalid_type'],
    [{ variableDefinitions: [{ name: '1a' }] }, 'variableDefinitions[0].name', 'invalid_format'],
    [{ variableDefinitions: [{ type: 'text' }] }, 'variableDefinitions[0].name', 'required'],
    [{ variableDefinitions: [{ name: 'a', type: 'date' }] }, 'variableDefinitions[0].type', 'unknown_value'],
    [{ variableDefinitions: [{ name: 'a' }, { name: 'a' }] }, 'variableDefinitions[1].name', 'unknown_value'],
    [
      { variableDefinitions: [{ name: 'a', validation: { minLength: -1 } }] },
      'variableDefinitions[0].validation.minLength',
      'out_of_range',
    ],
    [{ tags: ['x'.repeat(51)] }, 'tags[0]', 'too_long'],
  ])('refuses %j', async (body, field, code) => {
    const { errors } = problemOf(await farm.call('POST', '/templates', { html: 'x', ...body }), 400, 'validation-error')
    expect(errors).toEqual([{ field, code, message: expect.any(String) }])
  })

  test('takes 500 KB of source and no more, by bytes', async () => {
    const most = 'é'.repeat(MAX_TEMPLATE_BYTES / 2)
    expect((await create({ html: most })).template.html).toBe(most)
    for (const [method, path] of [
      ['POST', '/templates'],
      ['POST', '/templates/preview'],
      ['PUT', `/templates/${(await create({})).template.uid}`],
    ] as const) {
      const { detail } = problemOf(
        await farm.call(method, path, { html: `${most}x` }),
        413,
        'payload-too-large',
        'TEMPLATE_TOO_LARGE',
      )
      expect(detail).toContain('500 KB')
    }
  })
})

describe('faults of the language are told at save, with their place', () => {
  test.each([
    ['HANDLEBARS_COMPILE_ERROR', 'one\n {{#if a}}two', 2, expect.any(Number)],
    ['HANDLEBARS_COMPILE_ERROR', '{{title', 1, expect.any(Number)],
    ['HELPER_NOT_ALLOWED', 'one\n  {{lookup a "b"}}', 2, 5],
    ['HELPER_NOT_ALLOWED', '{{#list}}{{/list}}', 1, 1],
    ['HELPER_NOT_ALLOWED', '{{add 1 2}}', 1, 3],
    ['RAW_HTML_NOT_ALLOWED', 'a\nb {{{title}}}', 2, 3],
    ['RAW_HTML_NOT_ALLOWED', '{{&title}}', 1, 1],
  ])('%s', async (code, html, line, column) => {
    const problem = expressionFault(await farm.call('POST', '/templates', { html }), code)
    expect(problem).toMatchObject({ line, column, retriable: false })
    expect(problem.faults[0]).toMatchObject({ code, line, column, message: expect.any(String) })
    const { template } = await create({})
    expressionFault(await farm.call('PUT', `/templates/${template.uid}`, { html }), code)
    expect((await farm.call('GET', `/templates/${template.uid}`)).json.template.html).toBe('x')
    const drawn = expressionFault(await farm.call('POST', '/templates/preview', { html }), code)
    expect(drawn).toMatchObject({ line, column })
  })

  test('all at once', async () => {
    const html = '{{{a}}}\n{{nope b}}\n{{> partial}}'
    const problem = problemOf(
      await farm.call('POST', '/templates', { html }),
      422,
      'expression-error',
      'HELPER_NOT_ALLOWED',
    )
    expect(problem.faults.map(({ line }: { line: number }) => line).sort()).toEqual([1, 2, 3])
  })

  test('raw output is allowed for variables that say so', async () => {
    const variableDefinitions = [{ name: 'title', allowRawHtml: true }]
    expect((await create({ html: '{{{title}}}', variableDefinitions })).addedVariables).toEqual([])
  })
})

describe('faults of the values are told when it is drawn', () => {
  const render = async (template: object, variables: object) => {
    const { uid } = (await create({ width: 20, height: 20, ...template })).template
    const preview = await farm.call('POST', '/templates/preview', {
      html: 'x',
      width: 20,
      height: 20,
      ...template,
      variables,
    })
    const answer = await farm.call('POST', `/templates/${uid}/render`, { variables })
    expect(preview.status).toBe(answer.status)
    if (answer.status !== 200) expect(preview.json.code).toBe(answer.json.code)
    return answer
  }
  const a = (validation: object, more: object = {}) => ({
    html: '{{a}}',
    variableDefinitions: [{ name: 'a', validation, ...more }],
  })

  test('VARIABLE_REQUIRED, after defaults', async () => {
    expressionFault(await render(a({ required: true }), {}), 'VARIABLE_REQUIRED')
    expressionFault(await render(a({ required: true }), { a: null }), 'VARIABLE_REQUIRED')
    expect((await render(a({ required: true }, { defaultValue: 'x' }), {})).status).toBe(200)
    expect((await render(a({ required: true }), { a: 0 })).status).toBe(200)
  })

  test('VARIABLE_INVALID, by length', async () => {
    expressionFault(await render(a({ minLength: 3 }), { a: 'ab' }), 'VARIABLE_INVALID')
    expressionFault(await render(a({ maxLength: 3 }), { a: 'abcd' }), 'VARIABLE_INVALID')
    expect((await render(a({ minLength: 3, maxLength: 3 }), { a: 'abc' })).status).toBe(200)
  })

  test('UNDEFINED_VARIABLE, where strict', async () => {
    const strict = { html: 'one\n{{a}}', strictVariables: true }
    expect(expressionFault(await render(strict, {}), 'UNDEFINED_VARIABLE')).toMatchObject({ line: 2, column: 3 })
    expect((await render({ ...strict, strictVariables: false }, {})).status).toBe(200)
  })

  test('ITERATION_LIMIT_EXCEEDED, over 10,000 in all', async () => {
    const html = '{{#each a}}{{#each this}}{{/each}}{{/each}}'
    const square = (side: number) => Array.from({ length: side }, () => Array(side).fill(1))
    expressionFault(await render({ html }, { a: square(100) }), 'ITERATION_LIMIT_EXCEEDED')
    expect((await render({ html }, { a: square(99) })).status).toBe(200)
  })
})

describe('reading', () => {
  test('one carries an ETag that changes with it alone', async () => {
    const { uid } = (await create({ html: '{{a}}' })).template
    const path = `/templates/${uid}`
    const first = (await farm.call('GET', path)).headers.get('etag')
    expect(first).toMatch(/^"[^"]+"$/)
    await farm.call('POST', `${path}/render`, { variables: { a: 1 } })
    expect((await farm.call('GET', path)).headers.get('etag')).toBe(first)
    await farm.call('PUT', path, { name: 'Other' })
    expect((await farm.call('GET', path)).headers.get('etag')).not.toBe(first)
  })

  test('its variables', async () => {
    const variableDefinitions = [{ name: 'a', type: 'number', defaultValue: 5 }]
    const { template } = await create({ name: 'Vars', html: '{{a}}{{b}}', variableDefinitions })
    const { json } = await farm.call('GET', `/templates/${template.uid}/variables`)
    expect(json).toEqual({
      templateUid: template.uid,
      templateName: 'Vars',
      variables: [
        { name: 'a', type: 'number', defaultValue: 5, allowRawHtml: false },
        { name: 'b', type: 'text', allowRawHtml: false },
      ],
    })
  })

  test.each(['', '/variables'])('one that is not there: %s', async (rest) => {
    problemOf(await farm.call('GET', `/templates/tmpl_none${rest}`), 404, 'template-not-found')
  })
})

describe('the list', () => {
  let own: TestFarm & { contract: Contract }
  const list = async (query: string) => (await own.call('GET', `/templates?${query}`)).json
  const names = async (query: string) => (await list(query)).templates.map(({ name }: { name: string }) => name)

  beforeAll(async () => {
    own = await underContract(await startTestFarm({ now: () => clock }))
    for (const { uid } of (await own.call('GET', '/templates')).json.templates) {
      await own.call('DELETE', `/templates/${uid}?force=true`)
    }
    for (const [name, outputFormat] of [
      ['b two', 'image'],
      ['A one', 'pdf'],
      ['C three', 'image'],
      ['d four', 'pdf'],
    ]) {
      await own.call('POST', '/templates', { name, outputFormat, html: 'x' })
    }
  })
  afterAll(() => own.stop())

  test('is newest first, also of what was made in the same millisecond', async () => {
    expect(await names('')).toEqual(['d four', 'C three', 'A one', 'b two'])
    expect(await names('sort=newest')).toEqual(['d four', 'C three', 'A one', 'b two'])
    expect(await names('sort=oldest')).toEqual(['b two', 'A one', 'C three', 'd four'])
  })

  test('by name as people sort', async () => {
    expect(await names('sort=name')).toEqual(['A one', 'b two', 'C three', 'd four'])
  })

  test('by what comes out', async () => {
    expect(await names('outputFormat=all')).toHaveLength(4)
    expect(await names('outputFormat=image')).toEqual(['C three', 'b two'])
    expect(await names('outputFormat=pdf&sort=name')).toEqual(['A one', 'd four'])
    expect((await list('outputFormat=pdf&limit=1')).pagination).toMatchObject({ total: 2, totalPages: 2 })
  })

  test('comes in pages', async () => {
    expect((await list('')).pagination).toEqual({
      page: 1,
      limit: 12,
      total: 4,
      totalPages: 1,
      hasNext: false,
      hasPrev: false,
    })
    expect(await names('limit=3')).toEqual(['d four', 'C three', 'A one'])
    expect(await list('limit=3&page=2')).toMatchObject({
      templates: [{ name: 'b two' }],
      pagination: { page: 2, limit: 3, total: 4, totalPages: 2, hasNext: false, hasPrev: true },
    })
    expect(await list('limit=3&page=3')).toMatchObject({ templates: [], pagination: { hasNext: false, hasPrev: true } })
    expect((await list('limit=1')).pagination.hasNext).toBe(true)
    expect((await list('limit=100')).pagination.limit).toBe(100)
  })

  test.each(['limit=0', 'limit=101', 'limit=-1', 'limit=x', 'page=0', 'sort=size', 'outputFormat=png'])(
    'refuses %s',
    async (query) => {
      problemOf(await own.call('GET', `/templates?${query}`), 400, 'validation-error')
    },
  )
})

describe('changing one', () => {
  test('takes any subset; the rest stays', async () => {
    const { template } = await create({ name: 'Before', html: '{{a}}', tags: ['t'], width: 50 })
    clock += 1000
    const { json } = await farm.call('PUT', `/templates/${template.uid}`, { name: 'After' })
    expect(json.template).toEqual({ ...template, name: 'After', updatedAt: new Date(clock).toISOString() })
    const added = await farm.call('PUT', `/templates/${template.uid}`, { html: '{{a}}{{b}}' })
    expect(added.json.addedVariables).toEqual([{ name: 'b', type: 'text', allowRawHtml: false }])
    expect(added.json.template.variables).toEqual(['a', 'b'])
  })

  test('the engine can not change', async () => {
    const { uid } = (await create({})).template
    expect((await farm.call('PUT', `/templates/${uid}`, { engine: 'html' })).status).toBe(200)
    const { errors } = problemOf(
      await farm.call('PUT', `/templates/${uid}`, { engine: 'fabric' }),
      400,
      'validation-error',
    )
    expect(errors).toEqual([{ field: 'engine', code: 'unknown_value', message: expect.any(String) }])
  })

  test('an If-Match that differs is 412 with the current object; without one the last write wins', async () => {
    const { uid } = (await create({ name: 'One' })).template
    const path = `/templates/${uid}`
    const etag = (await farm.call('GET', path)).headers.get('etag') ?? ''
    expect((await farm.call('PUT', path, { name: 'Two' }, { 'if-match': etag })).status).toBe(200)
    const answer = await farm.call('PUT', path, { name: 'Three' }, { 'if-match': etag })
    const { template } = problemOf(answer, 412, 'precondition-failed')
    expect(template).toEqual((await farm.call('GET', path)).json.template)
    expect(template.name).toBe('Two')
    expect(answer.headers.get('etag')).toBe((await farm.call('GET', path)).headers.get('etag'))
    problemOf(
      await farm.call('PUT', path, {}, { 'if-match': `W/${answer.headers.get('etag')}` }),
      412,
      'precondition-failed',
    )
    const several = `"x", ${answer.headers.get('etag')}`
    expect((await farm.call('PUT', path, { name: 'Four' }, { 'if-match': several })).status).toBe(200)
    expect((await farm.call('PUT', path, { name: 'Five' }, { 'if-match': '*' })).status).toBe(200)
    expect((await farm.call('PUT', path, { name: 'Six' })).json.template.name).toBe('Six')
  })

  test('one that is not there', async () => {
    problemOf(await farm.call('PUT', '/templates/tmpl_none', { name: 'x' }), 404, 'template-not-found')
  })
})

describe('deleting one', () => {
  test('takes it away', async () => {
    const { uid } = (await create({})).template
    expect((await farm.call('DELETE', `/templates/${uid}`)).json).toEqual({ deleted: true, uid })
    problemOf(await farm.call('GET', `/templates/${uid}`), 404, 'template-not-found')
    problemOf(await farm.call('DELETE', `/templates/${uid}`), 404, 'template-not-found')
  })

  test('that is in use is refused; by force it breaks its bindings', async () => {
    const templateId = await farm.template('<body>{{a}}</body>')
    const dataSource = { type: 'static', data: { a: 1 } }
    const { uid, renderUrl } = await farm.binding({ templateId, dataSource, mapping: { a: 'a' } })
    problemOf(await farm.call('DELETE', `/templates/${templateId}`), 409, 'template-in-use')
    problemOf(await farm.call('DELETE', `/templates/${templateId}?force=false`), 409, 'template-in-use')
    problemOf(await farm.call('DELETE', `/templates/${templateId}?force=yes`), 400, 'validation-error')
    expect((await farm.call('DELETE', `/templates/${templateId}?force=true`)).status).toBe(200)
    const { binding } = (await farm.call('GET', `/bindings/${uid}`)).json
    expect(binding).toMatchObject({ status: 'error', lastError: { code: 'TEMPLATE_NOT_FOUND' } })
    expect((await farm.raw('GET', renderUrl)).headers.get('x-bindery-state')).toBe('stale')
  })

  test('of which only a deleted binding knows is not in use', async () => {
    const templateId = await farm.template('x')
    const { uid } = await farm.binding({ templateId, dataSource: { type: 'static', data: {} }, mapping: {} })
    await farm.call('DELETE', `/bindings/${uid}`)
    expect((await farm.call('DELETE', `/templates/${templateId}`)).status).toBe(200)
  })
})

describe('drawing one', () => {
  let uid: string
  beforeAll(async () => {
    uid = await farm.template('<body style="margin:0;background:#f00"><p>{{a}}</p></body>', { width: 120, height: 60 })
  })

  test.each([
    ['png', 'image/png', 'png'],
    ['jpeg', 'image/jpeg', 'jpg'],
    ['webp', 'image/webp', 'webp'],
  ])("as %s, in a size of one's own", async (format, type, extension) => {
    const { status, json } = await farm.call('POST', `/templates/${uid}/render`, {
      variables: { a: 'Hello' },
      format,
      quality: 50,
      width: 200,
      height: 100,
    })
    expect(status).toBe(200)
    expect(json).toEqual({
      url: `${farm.farm.url}/renders/${json.id}.${extension}`,
      id: expect.any(String),
      width: 200,
      height: 100,
      format,
      createdAt: new Date(clock).toISOString(),
      results: [{ url: json.url, width: 200, height: 100, format, name: 'A template', layout: 'default' }],
      totalRendered: 1,
      templateUid: uid,
    })
    const picture = await farm.raw('GET', json.url)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, type])
    const facts = await sharp(picture.bytes).metadata()
    expect([facts.format, facts.width, facts.height]).toEqual([format, 200, 100])
  })

  test('as PDF', async () => {
    const { json } = await farm.call('POST', `/templates/${uid}/render`, { format: 'pdf' })
    expect(json).toMatchObject({ format: 'pdf', width: 120, height: 60 })
    const { headers, bytes } = await farm.raw('GET', json.url)
    expect(headers.get('content-type')).toBe('application/pdf')
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('with nothing said: PNG, or PDF where that is what the template makes, in its own size', async () => {
    const image = (await farm.call('POST', `/templates/${uid}/render`)).json
    expect(image).toMatchObject({ format: 'png', width: 120, height: 60 })
    const pdf = await farm.template('x', { outputFormat: 'pdf' })
    expect((await farm.call('POST', `/templates/${pdf}/render`, {})).json.format).toBe('pdf')
  })

  test.each([
    [{ format: 'gif' }, 'format', 'unknown_value'],
    [{ quality: 0 }, 'quality', 'out_of_range'],
    [{ width: 4001 }, 'width', 'out_of_range'],
    [{ height: '5' }, 'height', 'invalid_type'],
    [{ variables: [] }, 'variables', 'invalid_type'],
  ])('refuses %j', async (body, field, code) => {
    for (const path of [`/templates/${uid}/render`, '/templates/preview']) {
      if (path.endsWith('preview') && field === 'quality') continue
      const answer = await farm.call('POST', path, { html: 'x', ...body })
      const { errors } = problemOf(answer, 400, 'validation-error')
      expect(errors).toEqual([{ field, code, message: expect.any(String) }])
    }
  })

  test('one that is not there', async () => {
    problemOf(await farm.call('POST', '/templates/tmpl_none/render', {}), 404, 'template-not-found')
  })
})

describe('a preview', () => {
  const counts = async () => ({
    templates: (await farm.call('GET', '/templates')).json.pagination.total,
    events: await farm.farm.events.lastSeq(),
  })

  test('draws what is sent and stores nothing', async () => {
    const before = await counts()
    const { status, json } = await farm.call('POST', '/templates/preview', {
      html: '<body style="margin:0;background:#00f">{{uppercase a}}</body>',
      variableDefinitions: [{ name: 'a', defaultValue: 'hi' }],
      variables: { a: 'you' },
      width: 80,
      height: 40,
      format: 'webp',
    })
    expect(status).toBe(200)
    expect(json).toEqual({
      dataUrl: expect.stringMatching(/^data:image\/webp;base64,/),
      width: 80,
      height: 40,
      format: 'webp',
      renderId: expect.any(String),
      timings: expect.any(Object),
      totalMs: expect.any(Number),
    })
    const picture = Buffer.from(json.dataUrl.split(',')[1], 'base64')
    const { width, height } = await sharp(picture).metadata()
    expect([width, height]).toEqual([80, 40])
    expect(await counts()).toEqual(before)
    problemOf(await farm.raw('GET', `/renders/${json.renderId}.webp`), 404, 'not-found')
  })

  test('has sensible sizes where none are given, and wants the source alone', async () => {
    const { json } = await farm.call('POST', '/templates/preview', { html: 'x' })
    expect(json).toMatchObject({ width: 1200, height: 630, format: 'png' })
    const { errors } = problemOf(await farm.call('POST', '/templates/preview', {}), 400, 'validation-error')
    expect(errors).toEqual([{ field: 'html', code: 'required', message: 'Required' }])
  })

  test('runs scripts only where it is told to', async () => {
    const html =
      '<body style="margin:0;background:#000"><script>document.body.style.background = "#fff"</script></body>'
    const brightness = async (jsEnabled: boolean) => {
      const { json } = await farm.call('POST', '/templates/preview', { html, width: 10, height: 10, jsEnabled })
      const { channels } = await sharp(Buffer.from(json.dataUrl.split(',')[1], 'base64')).stats()
      return channels[0]?.mean
    }
    expect(await brightness(false)).toBe(0)
    expect(await brightness(true)).toBe(255)
  })
})
