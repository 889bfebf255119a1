import { keepTicksFast } from './process/fast-ticks.ts'
import { refuseOldNode } from './process/node-version.ts'
import { keepMemorySteady } from './process/steady-memory.ts'

refuseOldNode()
keepMemorySteady()
keepTicksFast()
// Loaded only now, since what is loaded before is lost.
const { start } = await import('./commands/start.ts')
await start(process.argv.slice(2))
