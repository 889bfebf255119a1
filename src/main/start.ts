import { keepTicksFast } from './process/fast-ticks.ts'
import { markLate } from './process/late-marking.ts'
import { keepMemorySteady } from './process/steady-memory.ts'

keepMemorySteady()
keepTicksFast()
markLate()
// Loaded only now, since what is loaded before is lost.
const { start } = await import('./commands/start.ts')
await start(process.argv.slice(2))
