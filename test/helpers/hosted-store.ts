import { randomBytes } from 'node:crypto'
import type { Json, JsonObject } from '../../src/shared/json.ts'
import type { SyncResource } from '../../src/shared/sync.ts'

export interface StoreOptions {
  /** Where it says that its objects are served. */
  url: () => string
  /** Whether members that it does not know are kept and answered. */
  keepsUnknown: boolean
  /** What it calls the template of a binding. */
  templateMember: 'templateId' | 'templateUid'
}

/** The objects of a hosted account, in memory, normalised as a server of its own mind would. */
export interface HostedStore {
  /** Newest first. */
  all(resource: SyncResource): JsonObject[]
  find(resource: SyncResource, uid: string): JsonObject | undefined
  revision(uid: string): number
  create(resource: SyncResource, body: JsonObject): JsonObject
  /** Members that are given replace the stored ones whole. */
  change(resource: SyncResource, uid: string, body: JsonObject): JsonObject | undefined
  remove(resource: SyncResource, uid: string): boolean
  /** The credentials of a binding as they were sent in. */
  credentials(uid: string): JsonObject | null
}

const KNOWN: Record<SyncResource, readonly string[]> = {
  template: [
    ...['name', 'description', 'engine', 'html', 'width', 'height', 'variableDefinitions', 'jsEnabled'],
    ...['strictVariables', 'outputFormat', 'category', 'tags'],
  ],
  binding: [
    ...['name', 'templateId', 'templateUid', 'dataSource', 'mapping', 'defaults', 'refreshPolicy', 'outputConfig'],
    'status',
  ],
}
const DEFAULTS: Record<SyncResource, JsonObject> = {
  template: {
    ...{ name: 'Untitled', description: '', engine: 'html', html: '', width: 1200, height: 630 },
    ...{ variableDefinitions: [], jsEnabled: false, strictVariables: false, outputFormat: 'image' },
    ...{ category: '', tags: [] },
  },
  binding: { name: 'Untitled', mapping: {}, defaults: {}, refreshPolicy: {}, outputConfig: {}, status: 'active' },
}
const POLICY = { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' }
const OUTPUT = { format: 'png', quality: 80, deviceScaleFactor: 1 }
const VARIABLE = { type: 'text', description: '', validation: {}, allowRawHtml: false }

interface Entry {
  resource: SyncResource
  object: JsonObject
  credentials: JsonObject | null
  revision: number
}

export function createHostedStore({ url, keepsUnknown, templateMember }: StoreOptions): HostedStore {
  const entries = new Map<string, Entry>()
  const find = (resource: SyncResource, uid: string) => {
    const entry = entries.get(uid)
    return entry?.resource === resource ? entry : undefined
  }

  /** Names trimmed, defaults filled in, members in an order of its own. */
  function normal(resource: SyncResource, body: JsonObject): JsonObject {
    const given = Object.entries(body).filter(([name]) => keepsUnknown || KNOWN[resource].includes(name))
    const whole = { ...DEFAULTS[resource], ...Object.fromEntries(given) }
    const { templateId, templateUid, ...rest } = whole
    const named = resource === 'binding' ? { [templateMember]: templateId ?? templateUid ?? null } : {}
    return turned({
      ...rest,
      ...named,
      name: String(whole.name).trim(),
      ...(resource === 'template' && {
        variableDefinitions: (whole.variableDefinitions as JsonObject[]).map((each) =>
          turned({ ...VARIABLE, ...each }),
        ),
        variables: (whole.variableDefinitions as JsonObject[]).map(({ name = null }) => name),
      }),
      ...(resource === 'binding' && {
        refreshPolicy: turned({ ...POLICY, ...objectOf(whole.refreshPolicy) }),
        outputConfig: turned({ ...OUTPUT, ...objectOf(whole.outputConfig) }),
        mapping: turned(objectOf(whole.mapping)),
      }),
    })
  }

  /** Parts a source from its credentials, which are never answered. */
  function split(body: JsonObject, kept: JsonObject | null): { body: JsonObject; credentials: JsonObject | null } {
    const source = objectOf(body.dataSource)
    if (source.type !== 'http') return { body, credentials: null }
    const { credentials: given, ...rest } = source
    const sent = given === undefined ? kept : given === null ? null : objectOf(given)
    const credentials = sent?.set === true && kept ? kept : sent
    const { value: _value, password: _password, ...harmless } = credentials ?? {}
    const shown = credentials && { ...harmless, set: true }
    const dataSource = { method: 'GET', headers: {}, ...rest, credentials: shown }
    return { body: { ...body, dataSource: turned(dataSource) }, credentials }
  }

  return {
    all: (resource) =>
      [...entries.values()]
        .filter((each) => each.resource === resource)
        .map(({ object }) => object)
        .reverse(),
    find: (resource, uid) => find(resource, uid)?.object,
    revision: (uid) => entries.get(uid)?.revision ?? 0,
    credentials: (uid) => entries.get(uid)?.credentials ?? null,
    create(resource, given) {
      const uid = `${resource === 'binding' ? 'bnd' : 'tpl'}_${randomBytes(8).toString('hex')}`
      const { body, credentials } = split(given, null)
      const own: JsonObject = { uid, workspace: 'ws_1', createdAt: new Date().toISOString() }
      if (resource === 'binding') {
        own.renderUrl = `${url()}/b/${uid}.png`
        own.webhookUrl = `${url()}/webhooks/${uid}`
      }
      const object = { ...normal(resource, body), ...own }
      entries.set(uid, { resource, object, credentials, revision: 1 })
      return object
    },
    change(resource, uid, given) {
      const entry = find(resource, uid)
      if (!entry) return undefined
      const { body, credentials } =
        given.dataSource === undefined ? { ...entry, body: given } : split(given, entry.credentials)
      const { uid: _, ...merged } = { ...entry.object, ...withAlias(body, templateMember) }
      const { workspace = null, createdAt = null, renderUrl, webhookUrl } = entry.object
      const own = {
        workspace,
        createdAt,
        ...(renderUrl !== undefined && { renderUrl }),
        ...(webhookUrl !== undefined && { webhookUrl }),
      }
      const object = { uid, ...normal(resource, merged), ...own }
      entries.set(uid, { resource, object, credentials, revision: entry.revision + 1 })
      return object
    },
    remove: (resource, uid) => find(resource, uid) !== undefined && entries.delete(uid),
  }
}

function withAlias(body: JsonObject, member: 'templateId' | 'templateUid'): JsonObject {
  const { templateId, templateUid, ...rest } = body
  const named = member === 'templateId' ? (templateId ?? templateUid) : (templateUid ?? templateId)
  return named === undefined ? rest : { ...rest, [member]: named }
}

const turned = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).reverse())
const objectOf = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
