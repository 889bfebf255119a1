import { setUp } from '../helpers/sync/setup.ts'

const BINDINGS = 10_000
const CHANGED = 1_000

/** Ten thousand bindings: a plan where nothing changed, and a sync of a thousand changes, against a server in memory. */
export async function benchSync(): Promise<void> {
  const bench = await setUp()
  const template = await bench.template()
  const uids: string[] = []
  for (let count = 0; count < BINDINGS; count++) {
    uids.push(await bench.binding(template, { name: `Binding ${count}`, ...source(count) }))
  }
  await timed(`${BINDINGS} bindings made there`, () => bench.sync())
  await timed(`${BINDINGS} bindings unchanged, planned`, () => bench.plan())
  await timed(`${BINDINGS} bindings unchanged, planned again`, () => bench.plan())
  for (const uid of uids.slice(0, CHANGED)) await bench.editBinding(uid, { mapping: { title: 'a', more: 'b' } })
  await timed('the status, with those that changed', () => bench.life.sync.status())
  await timed(`${CHANGED} changed, planned and applied`, () => bench.sync())
}

const source = (count: number) => ({
  dataSource: { type: 'http', url: `https://api.example.com/items/${count}`, headers: { 'X-Team': 'blue' } },
})

async function timed(what: string, act: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  await act()
  console.log(`${what.padEnd(48)} ${((performance.now() - start) / 1000).toFixed(2)} s`)
}
