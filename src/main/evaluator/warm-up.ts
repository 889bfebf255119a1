import { runJob } from './run-job.ts'

const VARIABLES = { a: 1.5, b: '2024-01-15', c: [{ d: 'x' }] }
const HTML =
  '{{a}}{{#each c as |item key|}}{{item.d}}{{../a}}{{else}}{{/each}}{{#if (contains b "2024")}}{{number a}}{{/if}}' +
  '{{currency a "USD"}}{{percent a 1}}{{date b "dddd D MMMM h A"}}{{date b "long"}}{{time b}}'

/** Loads the parser, the compiler and ICU's tables before the first job, whose clock should not pay for them. */
export function warmUp(): void {
  const shared = { variableDefinitions: [], defaults: {} }
  runJob({
    kind: 'map',
    job: JSON.stringify({ ...shared, mapping: { a: 'a', d: '$.c[?match(@.d, "x")].d' } }),
    json: JSON.stringify(VARIABLES),
  })
  runJob({
    kind: 'compose',
    job: JSON.stringify({
      ...shared,
      html: HTML,
      strictVariables: false,
      variables: VARIABLES,
      locale: 'en-US',
      timeZone: 'UTC',
    }),
  })
}
