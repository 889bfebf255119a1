import { keepTicksFast } from './process/fast-ticks.ts'
import { refuseOldNode } from './process/node-version.ts'
import { keepMemorySteady } from './process/steady-memory.ts'

refuseOldNode()
keepMemorySteady()
keepTicksFast()
// Loaded only now, since what is loaded before is lost.
const { serve } = await import('./commands/serve.ts')
await serve(process.argv.slice(2))
