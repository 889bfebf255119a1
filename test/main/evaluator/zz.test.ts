import { test } from 'vitest'
import { createEvaluator } from '../../../src/main/evaluator/evaluator.ts'
test('lat', async () => {
  const e = createEvaluator()
  const j = (n: number) => ({ html: '<p>{{title}} {{number a}} {{date d}}</p>'.repeat(50), variables: { title: 't', a: n, d: n }, variableDefinitions: [], strictVariables: false, locale: 'en-US', timeZone: 'UTC' })
  let t = performance.now(); await e.compose(j(0)); console.log('first', performance.now() - t)
  for (let i = 0; i < 50; i++) await e.compose(j(i))
  t = performance.now(); for (let i = 0; i < 500; i++) await e.compose(j(i)); console.log('per compose', (performance.now() - t) / 500)
  const json = JSON.stringify(Array.from({ length: 60000 }, (_, i) => ({ id: i, name: 'item ' + i, tags: ['a', 'b', 'some longer text here to fill it up'] })))
  t = performance.now(); await e.map({ json, mapping: { a: '[0].name', b: '$[0:10].name' }, defaults: {}, variableDefinitions: [] }); console.log('map MB', json.length / 1e6, performance.now() - t)
  await e.stop()
})
