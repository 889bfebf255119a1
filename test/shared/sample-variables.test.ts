import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sampleVariables } from '../../src/shared/sample-variables.ts'
import { templateCreateSchema, type VariableDefinition } from '../../src/shared/template.ts'

const text = (name: string, more: object = {}): VariableDefinition => ({
  name,
  type: 'text',
  allowRawHtml: false,
  ...more,
})
const samples = (html: string, ...variableDefinitions: VariableDefinition[]) =>
  sampleVariables({ html, variableDefinitions })

describe('what a template is shown with', () => {
  test('the values of its sample comment, over its defaults', () => {
    const html =
      '<p>{{!-- sample: {"title": "A {{title}}", "author": "Ada"} --}}{{title}}{{!-- sample: {"site": "x"} --}}'
    expect(samples(html, text('title', { defaultValue: 'x' }), text('author'), text('site'))).toEqual({
      title: 'A {{title}}',
      author: 'Ada',
      site: 'site',
    })
  })

  test.each(['{{!-- sample: {"title": } --}}', '{{!-- sample: [1] --}}', '{{! sample: {"title": "x"} }}', ''])(
    'a comment that is none is passed over: %s',
    (html) => {
      expect(samples(html, text('title'))).toEqual({ title: 'title' })
    },
  )

  test('nothing that every object has is taken for a sample', () => {
    expect(samples('{{!-- sample: {} --}}', text('constructor'), text('toString'))).toEqual({
      constructor: 'constructor',
      toString: 'toString',
    })
  })
})

const folder = join(import.meta.dirname, '..', '..', 'resources', 'starters')
const starters = readdirSync(folder).filter((name) => name.endsWith('.json'))

test.each(starters)('the starter %s looks finished', (name) => {
  const html = readFileSync(join(folder, name.replace(/json$/, 'html')), 'utf8')
  const about = templateCreateSchema.parse({ ...JSON.parse(readFileSync(join(folder, name), 'utf8')), html })
  const values = sampleVariables(about)
  for (const { name, type } of about.variableDefinitions) {
    // A text that shows its own name, or a list with nothing in it, is what is shown where nobody said better.
    expect(values[name], name).not.toEqual(type === 'array' ? [] : name)
  }
})
