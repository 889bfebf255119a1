import { availableParallelism, cpus } from 'node:os'
import { keepTicksFast } from '../../src/main/process/fast-ticks.ts'
import { keepMemorySteady } from '../../src/main/process/steady-memory.ts'

// As the programs of the farm do.
keepMemorySteady()
keepTicksFast()

const BENCHES: Record<string, () => Promise<void>> = {
  serve: async () => (await import('./serve.ts')).benchServe(),
  refresh: async () => (await import('./refresh.ts')).benchRefresh(),
  scale: async () => (await import('./scale.ts')).benchScale(),
  ui: async () => (await import('./ui.ts')).benchUi(),
  sync: async () => (await import('./sync.ts')).benchSync(),
  'sync-limited': async () => {
    // It holds a farm, which needs this to be read before it.
    await import('../torture/module-path.ts')
    await (await import('./sync-limited.ts')).benchSyncLimited()
  },
  'render-png': async () => (await import('./render.ts')).benchRender('png'),
  'render-jpeg': async () => (await import('./render.ts')).benchRender('jpeg'),
  'render-webp': async () => (await import('./render.ts')).benchRender('webp'),
  packing: async () => (await import('./packing.ts')).benchPacking(),
  start: async () => (await import('./start.ts')).benchStart(),
  memory: async () => (await import('./memory.ts')).benchMemory(),
  'json-tree': async () => (await import('./json-tree.ts')).benchJsonTree(),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. Choose of: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}
console.log(
  `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
)
for (const name of asked.length > 0 ? asked : Object.keys(BENCHES)) await BENCHES[name]?.()
