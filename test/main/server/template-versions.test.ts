import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await underContract(await startTestFarm())
})
afterAll(() => farm.stop())

const versionsOf = async (uid: string, query = '?limit=100') =>
  (await farm.call('GET', `/templates/${uid}/versions${query}`)).json
const save = (uid: string, change: object) => farm.call('PUT', `/templates/${uid}`, change)

describe('versions', () => {
  test('are made by saves that change what is drawn, and by no others', async () => {
    const uid = await farm.template('one')
    await save(uid, { html: 'two {{a}}' })
    await save(uid, { name: 'Renamed', tags: ['x'] })
    await save(uid, { width: 100, jsEnabled: true, html: 'two {{a}}' })
    const { versions, pagination } = await versionsOf(uid)
    expect(pagination.total).toBe(3)
    expect(versions).toEqual([
      {
        version: 4,
        name: 'Renamed',
        createdAt: expect.any(String),
        changed: ['width', 'jsEnabled'],
        isCurrent: true,
      },
      {
        version: 2,
        name: 'A template',
        createdAt: expect.any(String),
        changed: ['html', 'variableDefinitions'],
        isCurrent: false,
      },
      { version: 1, name: 'A template', createdAt: expect.any(String), changed: [], isCurrent: false },
    ])
    expect((await versionsOf(uid, '?limit=1&page=2')).versions[0].version).toBe(2)
  })

  test('can be read whole and saved again', async () => {
    const uid = await farm.template('<body>{{a}}</body>', { strictVariables: true })
    const first = (await farm.call('GET', `/templates/${uid}/versions/1`)).json.version
    expect(first).toMatchObject({ version: 1, html: '<body>{{a}}</body>', width: 120, strictVariables: true })
    expect(first.variableDefinitions).toEqual([{ name: 'a', type: 'text', allowRawHtml: false }])
    const binding = await farm.binding({
      templateId: uid,
      dataSource: { type: 'static', data: { a: 1 } },
      mapping: { a: 'a' },
    })
    await save(uid, { html: 'other', name: 'Other', variableDefinitions: [] })
    const { status, json, headers } = await farm.call('POST', `/templates/${uid}/versions/1/restore`)
    expect([status, headers.get('etag'), json.addedVariables]).toEqual([200, '"r3"', []])
    const { html, name, variables } = json.template
    expect({ html, name, variables }).toEqual({ html: '<body>{{a}}</body>', name: 'Other', variables: ['a'] })
    const { versions } = await versionsOf(uid)
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1])
    const { runs } = (await farm.call('GET', `/bindings/${binding.uid}/runs`)).json
    expect(runs.length).toBeGreaterThan(0)
  })

  test('the last 50 are kept beside the present one', async () => {
    const uid = await farm.template('0')
    for (let i = 1; i <= 53; i++) await save(uid, { html: `${i}` })
    const { versions, pagination } = await versionsOf(uid)
    expect([pagination.total, versions.at(-1).version]).toEqual([51, 4])
    problemOf(await farm.call('GET', `/templates/${uid}/versions/3`), 404, 'not-found')
  })

  test('go with their template, and there are none of what is not there', async () => {
    const uid = await farm.template('x')
    await farm.call('DELETE', `/templates/${uid}`)
    problemOf(await farm.call('GET', `/templates/${uid}/versions`), 404, 'template-not-found')
    problemOf(await farm.call('POST', `/templates/${uid}/versions/1/restore`), 404, 'template-not-found')
    const other = await farm.template('x')
    problemOf(await farm.call('POST', `/templates/${other}/versions/9/restore`), 404, 'not-found')
    problemOf(await farm.call('GET', `/templates/${other}/versions/none`), 400, 'validation-error')
  })
})

test('a template tells who uses it', async () => {
  const uid = await farm.template('x')
  const { uid: user } = await farm.binding({ templateId: uid, dataSource: { type: 'static', data: {} }, mapping: {} })
  const { bindings, pagination } = (await farm.call('GET', `/templates/${uid}/bindings`)).json
  expect([bindings.map((each: { uid: string }) => each.uid), pagination.total]).toEqual([[user], 1])
  problemOf(await farm.call('GET', '/templates/tmpl_none/bindings'), 404, 'template-not-found')
})

describe('a check', () => {
  const check = async (html: string, variableDefinitions: object[] = []) =>
    (await farm.call('POST', '/templates/check', { html, variableDefinitions })).json

  test('tells every fault with its place and weight', async () => {
    const html = '{{nope 1}}\n {{{raw}}}\n{{title}} <img src="https://cdn.example/x.png">'
    const { faults, variables, undeclared, remoteHosts } = await check(html, [{ name: 'title' }])
    const brief = faults.map(({ code, severity, line, column }: Record<string, unknown>) => [
      code,
      severity,
      line,
      column,
    ])
    expect(brief).toEqual([
      ['HELPER_NOT_ALLOWED', 'error', 1, 3],
      ['RAW_HTML_NOT_ALLOWED', 'error', 2, 2],
      ['UNDECLARED_VARIABLE', 'warning', 2, 5],
      ['REMOTE_HOST', 'info', 3, 21],
    ])
    expect(variables).toEqual([
      { name: 'raw', line: 2, column: 5 },
      { name: 'title', line: 3, column: 3 },
    ])
    expect({ undeclared, remoteHosts }).toEqual({ undeclared: ['raw'], remoteHosts: ['cdn.example'] })
  })

  test('of a source that cannot be read tells where', async () => {
    const { faults, variables } = await check('a\n{{#if x}}')
    expect(faults[0]).toMatchObject({ code: 'HANDLEBARS_COMPILE_ERROR', severity: 'error', line: 2 })
    expect(variables).toEqual([])
  })

  test('of a source that uses all at once has no places to tell', async () => {
    const { variables } = await check('{{json this}}', [{ name: 'constructor' }])
    expect(variables).toEqual([{ name: 'constructor', line: null, column: null }])
  })

  test('finds nothing wrong with what is right, and takes no more than a template may have', async () => {
    expect(await check('{{a}}', [{ name: 'a' }])).toMatchObject({ faults: [], undeclared: [], remoteHosts: [] })
    const answer = await farm.call('POST', '/templates/check', { html: 'x'.repeat(500 * 1024 + 1) })
    problemOf(answer, 413, 'payload-too-large', 'TEMPLATE_TOO_LARGE')
    problemOf(await farm.call('POST', '/templates/check', {}), 400, 'validation-error')
  })
})
