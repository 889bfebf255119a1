import { executionAsyncResource } from 'node:async_hooks'

const held: object[] = []

/**
 * Holds one of the objects that Node makes for each `process.nextTick`, of which an answer takes seven. V8 forgets the
 * shape of objects with the last one that has it, at a full collection while no tick waits; from then on every tick of
 * the process would take five times as long (docs/decisions/023-fast-ticks.md). To be called before much is loaded.
 */
export function keepTicksFast(): void {
  process.nextTick(() => held.push(executionAsyncResource()))
}
