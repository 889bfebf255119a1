import type { FarmOptions } from '../../src/main/process/options.ts'
import { type Canary, type Knock, startCanary } from '../helpers/canary.ts'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { type NameServer, type Said, startNameServer } from '../helpers/name-server.ts'
import type { Verdict } from './ordeal.ts'

/** A farm with nothing allowed, the canary that it must not reach, and the name server that it asks. */
export interface GateGround {
  farm: TestFarm
  canary: Canary
  names: NameServer
  /** Connections and packets that reached the canary, oldest first. */
  knocks: readonly Knock[]
  /** Lets everything through that can be, and these names. */
  open(names: readonly string[]): Promise<void>
  /** Lets through what `open` did not, or nothing. */
  shut(allowed?: readonly string[]): Promise<void>
  stop(): Promise<void>
}

export async function startGateGround(
  say: (type: 'A' | 'AAAA', name: string) => Said,
  options: Partial<FarmOptions> = {},
): Promise<GateGround> {
  const names = await startNameServer(say)
  const knocks: Knock[] = []
  const canary = await startCanary(knocks)
  // URLs without a port lead to this one; where it can't be had, those show less.
  const wellKnown = await startCanary(knocks, 80).catch(() => null)
  const started = await startTestFarm({ options: { ...options, allowHosts: [] }, lookup: names.lookup })
  // A busy machine may send on a connection that the farm is just closing for its idleness.
  const call: TestFarm['call'] = (method, path, body) => started.call(method, path, body, { connection: 'close' })
  const farm = { ...started, call }
  const allow = async (hosts: readonly string[]) => {
    await farm.farm.settings.change({ allow: hosts.map((host) => ({ host, for: ['data', 'pages', 'webhooks'] })) })
  }
  return {
    farm,
    canary,
    names,
    knocks,
    open: (hosts) => allow(['0.0.0.0/0', '::/0', ...hosts]),
    shut: (hosts = []) => allow(hosts),
    async stop() {
      await farm.stop()
      await canary.stop()
      await wellKnown?.stop()
      await names.stop()
    },
  }
}

/** Counts what reached the canary while nothing was to reach it, and tells of it. */
export function countKnocks({ counts, failures }: Verdict, what: string, knocks: readonly Knock[]): void {
  counts[`canary: ${what}`] = knocks.length
  for (const { how, at, said } of knocks.slice(0, 20))
    failures.push(`canary: ${what}: ${how} at ${at}: ${JSON.stringify(said)}`)
}

/** Does `work` for each, a few at a time; the results are in order. */
export async function each<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const waiting = items.entries()
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return results
}
