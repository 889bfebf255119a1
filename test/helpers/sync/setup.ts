import type { Secrets } from '../../../src/main/secrets/secrets.ts'
import { bindingCreateSchema, bindingUpdateSchema } from '../../../src/shared/binding.ts'
import { Problem } from '../../../src/shared/errors.ts'
import type { SyncApply, SyncOperation, SyncPlan, SyncResult } from '../../../src/shared/sync.ts'
import { templateCreateSchema, templateUpdateSchema } from '../../../src/shared/template.ts'
import { type Life, liveOn, memoryDatabase } from './machine.ts'
import { type Line, type ModelServer, modelServer, type Traits } from './model-server.ts'

export const PLAIN: Traits = { hasEtags: true, hasThinLists: false, shouts: false }

/** Secrets that are sealed for nobody. */
export const OPEN_SECRETS: Secrets = {
  backend: 'file',
  available: true,
  unavailable: () => new Problem('unavailable', 'There is no key.'),
  seal: (text) => Buffer.from(text),
  unseal: (blob) => blob.toString(),
}

export interface Bench {
  server: ModelServer
  life: Life
  faults: unknown[]
  plan(): Promise<SyncPlan>
  /** Plans and applies at once. */
  sync(asked?: Partial<SyncApply>): Promise<{ plan: SyncPlan; result: SyncResult }>
  template(more?: object): Promise<string>
  editTemplate(uid: string, change: object): Promise<void>
  binding(templateId: string, more?: object): Promise<string>
  editBinding(uid: string, change: object): Promise<void>
  /** The uid there of what is here. */
  twin(uid: string): Promise<string>
}

/** A machine and a server in fair weather, with something of each kind made when it is asked for. */
export async function setUp(
  options: Partial<Traits> & {
    line?: Partial<Line>
    server?: ModelServer
    secrets?: Secrets
    pushPrivate?: boolean
  } = {},
): Promise<Bench> {
  const { line, secrets = OPEN_SECRETS, pushPrivate = false, ...traits } = options
  const server = options.server ?? modelServer({ ...PLAIN, ...traits })
  const faults: unknown[] = []
  let at = Date.UTC(2030, 0, 1)
  const hosted = server.connect({ weather: () => 'fair', before: async () => {}, onBlindWrite() {}, ...line })
  const account = { baseUrl: 'https://hosted.example', keySet: true, pushPrivate }
  const onFault = (error: unknown) => faults.push(error)
  const life = await liveOn(await memoryDatabase(), { hosted, now: () => ++at, secrets, account, onFault })
  const { sync, bindings, templates, store } = life
  return {
    server,
    life,
    faults,
    plan: () => sync.plan(),
    async sync(asked = {}) {
      const plan = await sync.plan()
      const defaults = { resolutions: {}, sendCredentials: [], confirmDeletes: false }
      const { done } = await sync.apply({ planId: plan.id, ...defaults, ...asked })
      return { plan, result: await done }
    },
    async template(more = {}) {
      const input = { name: 'A template', html: '<p>{{title}}</p>', ...more }
      return (await templates.create(templateCreateSchema.parse(input))).template.uid
    },
    async editTemplate(uid, change) {
      await templates.update(uid, templateUpdateSchema.parse(change))
    },
    async binding(templateId, more = {}) {
      const dataSource = { type: 'static', data: { a: 1 } }
      const input = { name: 'A binding', templateId, dataSource, mapping: { title: 'a' }, ...more }
      return (await bindings.create(bindingCreateSchema.parse(input))).binding.uid
    },
    async editBinding(uid, change) {
      await bindings.update(uid, bindingUpdateSchema.parse(change))
    },
    async twin(uid) {
      const link = (await store.syncLinks.all(account.baseUrl)).find(({ localUid }) => localUid === uid)
      if (!link) throw new Error(`${uid} is tied to nothing`)
      return link.remoteUid
    },
  }
}

/** What a plan does, in short. */
export const gist = ({ operations }: SyncPlan): string[] =>
  operations.map(({ kind, resource, fields, hold, deletedOn }: SyncOperation) => {
    const paths = /create|adopt|delete|forget|held/.test(kind)
      ? ''
      : ` ${fields.map(({ path }) => path).join(' ')}`.trimEnd()
    return `${kind} ${resource}${paths}${hold ? ` (${hold})` : ''}${deletedOn ? ` (deleted ${deletedOn})` : ''}`
  })
