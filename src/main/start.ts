import { keepMemorySteady } from './process/steady-memory.ts'

keepMemorySteady()
// Loaded only now, since what is loaded before is lost.
const { start } = await import('./commands/start.ts')
await start(process.argv.slice(2))
