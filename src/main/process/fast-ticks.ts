import { executionAsyncResource } from 'node:async_hooks'

const held: object[] = []

/**
 * Holds on to one of the objects of which Node makes one for each `process.nextTick`, seven for a request. V8 keeps the
 * shape of objects only for as long as there is one that has it: a full collection while no tick waits would drop it,
 * and `nextTick` would never again be compiled as well as it was, and take five times as long for the rest of the
 * process. To be called before anything much is loaded, which is collected after.
 */
export function keepTicksFast(): void {
  process.nextTick(() => held.push(executionAsyncResource()))
}
