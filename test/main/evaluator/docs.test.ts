import { afterAll, describe, expect, test } from 'vitest'
import { createEvaluator } from '../../../src/main/evaluator/evaluator.ts'
import { BLOCK_NAMES, HELPER_NAMES } from '../../../src/main/evaluator/template/language.ts'
import { readExamples } from './examples.ts'

const evaluator = createEvaluator({ timeLimitMs: 5000 })
afterAll(() => evaluator.stop())

describe('docs/templates.md', () => {
  const { data, examples, text } = readExamples('templates.md')
  const templates = examples.filter(({ source }) => source.includes('{{'))

  test.each(templates)('$source', async ({ source, result }) => {
    const page = await evaluator.compose({
      html: source,
      variableDefinitions: [{ name: 'html', type: 'text', allowRawHtml: true }],
      strictVariables: false,
      variables: data,
      locale: 'en-US',
      timeZone: 'UTC',
    })
    expect(page).toBe(result)
  })

  test.each(HELPER_NAMES)('shows %s', (name) => {
    expect(templates.some(({ source }) => new RegExp(`[{(]${name} `).test(source))).toBe(true)
  })

  test.each(BLOCK_NAMES)('shows #%s', (name) => {
    expect(templates.some(({ source }) => source.includes(`{{#${name} `))).toBe(true)
  })

  test('has no row that is not run', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `') && line.includes('{{'))
    expect(templates).toHaveLength(rows.length)
  })
})

describe('docs/mapping.md', () => {
  const { data, examples } = readExamples('mapping.md')

  test('has examples', () => expect(examples.length).toBeGreaterThan(10))

  test.each(examples)('$source', async ({ source, result }) => {
    const { variables, missing } = await evaluator.map({
      json: JSON.stringify(data),
      mapping: { x: source },
      defaults: {},
      variableDefinitions: [],
    })
    if (result === 'missing') expect({ missing, x: variables.x }).toEqual({ missing: ['x'], x: undefined })
    else expect(JSON.stringify(variables.x)).toBe(result)
  })
})
