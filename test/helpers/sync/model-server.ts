import { type Hosted, HostedFault, type RemoteObject } from '../../../src/main/sync/hosted.ts'
import { canonicalJson, type JsonObject } from '../../../src/shared/json.ts'
import type { SyncResource } from '../../../src/shared/sync.ts'

/** A model of the hosted API, in memory: what it does to what it is sent, and what may happen to a call. */

export interface Traits {
  hasEtags: boolean
  /** Lists leave out html, outputConfig and headers. */
  hasThinLists: boolean
  /** Saves categories in capitals, so that what it answers is not what it was sent. */
  shouts: boolean
}

/** What becomes of one call. */
export type Weather =
  | 'fair'
  /** It never gets there. */
  | 'lost'
  /** It is carried out, and the answer is lost. */
  | 'unanswered'
  /** It gets there after others that come later. */
  | 'late'
  | 'limited'
  | 'fault before'
  | 'fault after'
  | 'twice'
  /** The caller dies before, or after. */
  | 'killed before'
  | 'killed after'

export interface ModelServer {
  objects(resource: SyncResource): JsonObject[]
  find(resource: SyncResource, uid: string): JsonObject | undefined
  /** What is there or was. */
  recall(resource: SyncResource, uid: string): JsonObject | undefined
  /** What a person does at the hosted API itself. */
  create(resource: SyncResource, body: JsonObject): JsonObject
  update(resource: SyncResource, uid: string, body: JsonObject): JsonObject | null
  remove(resource: SyncResource, uid: string): boolean
  restore(resource: SyncResource, uid: string): boolean
  deleted(resource: SyncResource): string[]
  /** Carries out what is still on its way. */
  settle(): void
  /** Another one, as this one is now. */
  copy(): ModelServer
  /** The API as a machine reaches it. */
  connect(options: Line): Hosted
}

/** How a machine reaches the server. */
export interface Line {
  weather(): Weather
  /** Whatever happens elsewhere before a call arrives. */
  before(): Promise<void>
  /** Of writes alone; default as all other calls. */
  write?(): Weather
  /** What a list comes to on its way. */
  list?(all: RemoteObject[]): RemoteObject[]
  /** Told of a write that another had come before, by somebody who could not know of it. */
  onBlindWrite(resource: SyncResource, write: BlindWrite): void
}

/** What the writer had read, what was there by then, and what was sent; null for a deletion. */
export interface BlindWrite {
  known: JsonObject
  overwritten: JsonObject
  sent: JsonObject | null
}

const TEMPLATE: JsonObject = {
  ...{ engine: 'html', description: '', width: 1200, height: 630, jsEnabled: false, strictVariables: false },
  ...{ outputFormat: 'image', tags: [] },
}

interface Entry {
  body: JsonObject
  version: number
}

interface Kept {
  kinds: Record<SyncResource, Map<string, Entry>>
  gone: Record<SyncResource, Map<string, Entry>>
  /** What was made under which key. */
  made: Map<string, { text: string; uid: string }>
  count: number
}

const NOTHING = (): Kept => ({
  kinds: { template: new Map(), binding: new Map() },
  gone: { template: new Map(), binding: new Map() },
  made: new Map(),
  count: 0,
})

export function modelServer(traits: Traits, kept = NOTHING()): ModelServer {
  const { kinds, gone, made } = kept
  let onItsWay: (() => void)[] = []

  function normal(body: JsonObject): JsonObject {
    const { name, category, ...rest } = body
    const trimmed: JsonObject = typeof name === 'string' ? { name: name.trim() } : {}
    const shouted = typeof category === 'string' && traits.shouts ? category.toUpperCase() : category
    const source = rest.dataSource as JsonObject | undefined
    if (source) rest.dataSource = { method: 'GET', headers: {}, ...withoutCredentials(source) }
    return {
      ...Object.fromEntries(Object.entries(rest).reverse()),
      ...trimmed,
      ...(shouted !== undefined && { category: shouted }),
      ...(rest.refreshPolicy !== undefined && {
        refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale', ...(rest.refreshPolicy as JsonObject) },
      }),
    }
  }

  function create(resource: SyncResource, body: JsonObject): JsonObject {
    const uid = `${resource === 'template' ? 'T' : 'B'}${++kept.count}`
    const defaults: JsonObject =
      resource === 'template'
        ? { ...TEMPLATE, variableDefinitions: [] }
        : { defaults: {}, refreshPolicy: { type: 'ttl' }, outputConfig: {} }
    const whole = { ...defaults, ...body, uid, createdAt: new Date(kept.count * 1000).toISOString(), teamId: 'team' }
    const stored = { ...whole, ...normal(whole), renderUrl: `https://cdn.example/${uid}.png` }
    kinds[resource].set(uid, { body: stored, version: 1 })
    return stored
  }

  function update(resource: SyncResource, uid: string, body: JsonObject): JsonObject | null {
    const entry = kinds[resource].get(uid)
    if (!entry) return null
    entry.body = { ...entry.body, ...normal(body) }
    entry.version++
    return entry.body
  }

  function remove(resource: SyncResource, uid: string): boolean {
    const entry = kinds[resource].get(uid)
    if (!entry) return false
    if (resource === 'template' && isUsed(uid)) throw new HostedFault('conflict', 'Bindings use this template.')
    kinds[resource].delete(uid)
    gone[resource].set(uid, entry)
    return true
  }

  const isUsed = (uid: string) => [...kinds.binding.values()].some(({ body }) => body.templateId === uid)
  const etagOf = ({ version }: Entry) => (traits.hasEtags ? `"${version}"` : null)

  function answer(resource: SyncResource, uid: string): RemoteObject {
    const entry = kinds[resource].get(uid)
    if (!entry) throw new HostedFault('missing', 'It is not there.')
    return { uid, body: structuredClone(entry.body), etag: etagOf(entry) }
  }

  function listed(body: JsonObject): JsonObject {
    if (!traits.hasThinLists) return structuredClone(body)
    const { html: _, outputConfig: __, ...rest } = structuredClone(body)
    const { headers: ___, ...source } = (rest.dataSource ?? {}) as JsonObject
    return { ...rest, ...(rest.dataSource !== undefined && { dataSource: source }) }
  }

  function connect(line: Line): Hosted {
    /** What this machine has last read of an object: what it knows when it sends a call, however late that arrives. */
    const read = new Map<string, JsonObject>()

    async function call<T>(isWrite: boolean, carryOut: () => T): Promise<T> {
      await line.before()
      const weather = isWrite && line.write ? line.write() : line.weather()
      const unknown = { isOutcomeUnknown: isWrite }
      switch (weather) {
        case 'lost':
          throw new HostedFault('offline', 'No answer.', unknown)
        case 'limited':
          throw new HostedFault('rate_limited', 'Too many requests.', { retryAfterMs: 1000 })
        case 'fault before':
          throw new HostedFault('server_fault', 'It failed.', unknown)
        case 'killed before':
          return new Promise<never>(() => {})
        case 'late':
          if (isWrite) onItsWay.push(() => quietly(carryOut))
          throw new HostedFault('offline', 'No answer in time.', unknown)
        default:
      }
      const result = carryOut()
      if (weather === 'twice' && isWrite) quietly(carryOut)
      if (weather === 'unanswered') throw new HostedFault('offline', 'The answer was cut.', unknown)
      if (weather === 'fault after') throw new HostedFault('server_fault', 'It failed.', unknown)
      if (weather === 'killed after') return new Promise<never>(() => {})
      return result
    }

    function noteRead(object: RemoteObject): RemoteObject {
      read.set(object.uid, object.body)
      return object
    }

    return {
      list: (resource) =>
        call(false, () => {
          const all = [...kinds[resource]].map(([uid, { body }]) => ({ uid, body: listed(body), etag: null })).reverse()
          return line.list ? line.list(all) : all
        }),
      get: async (resource, uid) => noteRead(await call(false, () => answer(resource, uid))),
      create: (resource, body, key) =>
        call(true, () => {
          const text = canonicalJson(body)
          const known = made.get(key)
          if (known && known.text !== text) throw new HostedFault('conflict', 'The key was used for something else.')
          if (known) return answer(resource, known.uid)
          if (resource === 'binding' && !kinds.template.has(String(body.templateId)))
            throw new HostedFault('refused', 'There is no such template.')
          const { uid } = create(resource, body)
          made.set(key, { text, uid: String(uid) })
          return answer(resource, String(uid))
        }),
      async update(resource, uid, body, etag) {
        const known = read.get(uid)
        const answered = await call(true, () => {
          const entry = kinds[resource].get(uid)
          if (!entry) throw new HostedFault('missing', 'It is not there.')
          if (etag !== null && etag !== etagOf(entry)) throw new HostedFault('changed', 'It has another ETag.')
          if (resource === 'binding' && body.templateId !== undefined && !kinds.template.has(String(body.templateId)))
            throw new HostedFault('refused', 'There is no such template.')
          if (known && canonicalJson(known) !== canonicalJson(entry.body))
            line.onBlindWrite(resource, { known, overwritten: entry.body, sent: body })
          update(resource, uid, body)
          return answer(resource, uid)
        })
        return noteRead(answered)
      },
      remove: (resource, uid) => {
        const known = read.get(uid)
        return call(true, () => {
          const entry = kinds[resource].get(uid)
          if (entry && known && canonicalJson(known) !== canonicalJson(entry.body))
            line.onBlindWrite(resource, { known, overwritten: entry.body, sent: null })
          remove(resource, uid)
        })
      },
    }
  }

  return {
    objects: (resource) => [...kinds[resource].values()].map(({ body }) => body),
    find: (resource, uid) => kinds[resource].get(uid)?.body,
    recall: (resource, uid) => (kinds[resource].get(uid) ?? gone[resource].get(uid))?.body,
    deleted: (resource) => [...gone[resource].keys()],
    create,
    update,
    remove,
    restore(resource, uid) {
      const entry = gone[resource].get(uid)
      if (!entry || (resource === 'binding' && !kinds.template.has(String(entry.body.templateId)))) return false
      gone[resource].delete(uid)
      kinds[resource].set(uid, entry)
      return true
    },
    settle() {
      const late = onItsWay
      onItsWay = []
      for (const each of late) each()
    },
    copy: () => modelServer(traits, structuredClone(kept)),
    connect,
  }
}

const withoutCredentials = ({ credentials: _, ...source }: JsonObject): JsonObject => source

function quietly(act: () => unknown): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof HostedFault)) throw error
  }
}
