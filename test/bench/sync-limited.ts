import { startHostedServer } from '../helpers/hosted-server.ts'
import { syncWithin } from '../helpers/sync/limited-sync.ts'
import { startSyncFarm } from '../helpers/sync-farm.ts'

const CHANGES = 1_000
const LIMIT = { calls: 200, windowMs: 1_000 }

/** A thousand changes of a real farm, over HTTP, to a server that takes 200 calls a second. */
export async function benchSyncLimited(): Promise<void> {
  const api = await startHostedServer({ rateLimit: LIMIT })
  const farm = await startSyncFarm({ hosted: {} })
  try {
    const start = performance.now()
    const { status, told, calls, beyond, here, there } = await syncWithin(LIMIT.calls, farm, api, CHANGES)
    const { applied, failures } = status.lastResult ?? {}
    console.log(`${CHANGES} changes made, planned and applied: ${((performance.now() - start) / 1000).toFixed(1)} s`)
    console.log(`applied ${applied}, failed ${failures}; ${calls} calls, ${beyond} beyond the limit`)
    console.log(`told ${told.length} times how far it is, the last time ${JSON.stringify(told.at(-1))}`)
    const missing = there.filter((name) => !here.includes(name))
    console.log(`${there.length} bindings there, of which ${missing.length} are not here`)
  } finally {
    await farm.stop()
    await api.stop()
  }
}
