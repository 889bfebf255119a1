import { setTimeout as sleep } from 'node:timers/promises'
import type { SyncApply, SyncOperation, SyncPlan, SyncResult, SyncStatus } from '../../src/shared/sync.ts'
import { type Answer, startTestFarm, type TestFarm, type TestFarmOptions } from './farm.ts'
import type { HostedServer } from './hosted-server.ts'
import { limitOnSilence } from './limit-on-silence.ts'

type Named = { uid: string; name: string } & Record<string, unknown>

export interface SyncFarm extends TestFarm {
  connect(to: { url: string; key: string }, more?: { pushPrivate?: boolean }): Promise<Answer>
  status(): Promise<SyncStatus>
  plan(): Promise<SyncPlan>
  apply(plan: SyncPlan, more?: Partial<SyncApply>): Promise<SyncResult>
  /** Plans and applies until nothing is left to be done, and gives what was done. */
  settle(more?: Partial<SyncApply>): Promise<SyncOperation[]>
  all(resource: 'bindings' | 'templates'): Promise<Named[]>
  /** A binding that nothing is drawn for: its webhook has brought no data yet. */
  quietBinding(name: string, templateId: string, more?: object): Promise<Named>
}

/** What a plan would do: what is held back is none of it. */
export const toDo = ({ operations }: SyncPlan): SyncOperation[] => operations.filter(({ kind }) => kind !== 'held_back')

const ROUNDS = 6

/** A farm whose calls of a hosted API never wait for long: their time is up as soon as `api` leaves one without an answer. */
export async function startSyncFarm(options: TestFarmOptions = {}, api?: HostedServer): Promise<SyncFarm> {
  const farm = await startTestFarm({ hosted: hurried(api), ...options })
  const { call } = farm

  async function must(status: number, method: string, path: string, body?: unknown) {
    const answer = await call(method, path, body)
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.bytes}`)
    return answer.json
  }
  const plan = async (): Promise<SyncPlan> => (await must(200, 'POST', '/sync/plan')).plan
  const apply = async ({ id }: SyncPlan, more: Partial<SyncApply> = {}): Promise<SyncResult> =>
    (await must(200, 'POST', '/sync/apply?wait=true', { planId: id, ...more })).result

  return {
    ...farm,
    plan,
    apply,
    connect: ({ url, key }, more = {}) => call('PUT', '/sync/account', { baseUrl: url, apiKey: key, ...more }),
    status: () => must(200, 'GET', '/sync'),
    async settle(more) {
      const done: SyncOperation[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const next = await plan()
        const open = toDo(next)
        if (open.length === 0) return done
        await apply(next, more)
        done.push(...open)
      }
      throw new Error(`Still not at an end after ${ROUNDS} syncs: ${JSON.stringify(toDo(await plan()), null, 1)}`)
    },
    async all(resource) {
      const { [resource]: objects, pagination } = await must(200, 'GET', `/${resource}?limit=100`)
      if (pagination.hasNext) throw new Error('More than a page')
      return objects
    },
    async quietBinding(name, templateId, more) {
      const body = { name, templateId, dataSource: { type: 'webhook' }, mapping: { title: 'title' }, ...more }
      return (await must(201, 'POST', '/bindings', body)).binding
    },
  }
}

/** Waits that are over at once by a clock of their own, on which the time of a call is up when it is not going to be answered. */
function hurried(api: HostedServer | undefined): TestFarmOptions['hosted'] {
  let passed = 0
  return {
    startLimit: limitOnSilence(api),
    monotonic: () => performance.now() + passed,
    async wait(ms, signal) {
      await sleep(1, undefined, { signal })
      passed += ms
    },
  }
}
