#!/usr/bin/env node
import { keepMemorySteady } from './process/steady-memory.ts'

keepMemorySteady()
// Loaded only now, since what is loaded before is lost.
const { bindery } = await import('./commands/bindery.ts')
await bindery(process.argv.slice(2))
