import type { JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import type { Here } from './gather.ts'
import { type Hosted, HostedFault, type RemoteObject } from './hosted.ts'
import { isComplete, readForm } from './read-form.ts'
import { formOf } from './settle.ts'
import type { RemoteView, Side } from './sides.ts'

/** Objects that are read singly in one plan, at most. */
const READ_BUDGET = 200

export interface RemoteParts {
  hosted: Hosted
  signal: AbortSignal
  onRead(count: number): void
  /** An object as it was read singly before, where it need not be read again. */
  reuse(resource: SyncResource, item: RemoteObject): RemoteObject | null
}

export interface There {
  views: RemoteView[]
  /** Items of the list, by uid, of those that were read singly. */
  read: Map<string, { item: RemoteObject; full: RemoteObject }>
}

type Half = Here['templates']

/**
 * All that is there. What a list does not have is gone only where it is missing when it is asked for by itself; what a
 * list tells too little of is read singly, as far as the budget goes.
 */
export async function gatherThere(here: Here, parts: RemoteParts): Promise<Record<'templates' | 'bindings', There>> {
  let count = 0
  const onRead = (more: number) => {
    count += more
    parts.onRead(count)
  }
  const counting = { ...parts, onRead }
  const templates = await gatherKind('template', here.templates, READ_BUDGET, counting)
  const bindings = await gatherKind('binding', here.bindings, READ_BUDGET - templates.read.size, counting)
  return { templates, bindings }
}

async function gatherKind(resource: SyncResource, half: Half, budget: number, parts: RemoteParts): Promise<There> {
  const { hosted, signal } = parts
  const items = await hosted.list(resource, signal)
  parts.onRead(items.length)
  const listed = new Map(items.map((item) => [item.uid, item]))
  const read: There['read'] = new Map()
  for (const { remoteUid, forgottenAt } of half.links) {
    if (forgottenAt !== null || listed.has(remoteUid)) continue
    const full = await unlessMissing(() => hosted.get(resource, remoteUid, signal))
    if (full) read.set(remoteUid, { item: full, full })
  }
  const tied = new Set(half.links.filter(({ forgottenAt }) => forgottenAt === null).map(({ remoteUid }) => remoteUid))
  for (const item of wanting(resource, items, half)) {
    const known = parts.reuse(resource, item)
    if (!known && read.size >= budget) continue
    const full = known ?? (await unlessMissing(() => hosted.get(resource, item.uid, signal)))
    if (full) read.set(item.uid, { item, full })
    // What the list has and a call has not is in doubt: it is not taken in, and not taken for deleted either.
    else if (!tied.has(item.uid)) listed.delete(item.uid)
    parts.onRead(1)
  }
  const bases = new Map(half.links.map(({ remoteUid, theirs }) => [remoteUid, theirs]))
  const views = [...new Set([...listed.keys(), ...read.keys()])].map((uid): RemoteView => {
    const full = read.get(uid)?.full
    if (full) return { uid, body: full.body, isFull: true, isWhole: true, isEnough: true }
    const { body } = listed.get(uid) as RemoteObject
    const known = { isWhole: isWhole(resource, body), isEnough: isEnough(resource, body, bases.get(uid)) }
    return { uid, body, isFull: false, ...known }
  })
  return { views, read }
}

async function unlessMissing(read: () => Promise<RemoteObject>): Promise<RemoteObject | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof HostedFault && error.kind === 'missing') return null
    throw error
  }
}

const templateUid = (uid: string): string => uid
const ofItem = (resource: SyncResource, body: JsonObject) => readForm(resource, body, { isFull: false, templateUid })

/** Items that tell too little: those that were changed here first, then new ones, then what was not read for longest. */
function wanting(resource: SyncResource, items: readonly RemoteObject[], { links, locals }: Half): RemoteObject[] {
  const linkOf = new Map(links.map((link) => [link.remoteUid, link]))
  const localOf = new Map(locals.map((local) => [local.uid, local]))
  const tied = new Set(links.filter(({ forgottenAt }) => forgottenAt === null).map(({ localUid }) => localUid))
  const names = new Set(locals.filter(({ uid }) => !tied.has(uid)).map(({ name }) => name))
  const rank = (item: RemoteObject): number | null => {
    const link = linkOf.get(item.uid)
    // A new binding is read when it is made; before that only where it may be one that is here already.
    if (!link) return resource === 'template' || names.has(String(item.body.name).trim()) ? 1 : null
    if (isComplete(ofItem(resource, item.body), formOf(link.theirs))) return null
    const isChanged = localOf.get(link.localUid)?.form.text !== link.mine
    return isChanged ? 0 : 2 + link.readAt
  }
  return items
    .flatMap((item) => {
      if (!linkOf.has(item.uid) && isWhole(resource, item.body)) return []
      const place = rank(item)
      return place === null ? [] : [{ item, place }]
    })
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

const WHOLE: Record<SyncResource, readonly string[]> = {
  template: ['name', 'html', 'width', 'height', 'variableDefinitions', 'jsEnabled', 'strictVariables', 'outputFormat'],
  binding: ['name', 'dataSource', 'mapping', 'defaults', 'refreshPolicy', 'outputConfig'],
}

/** Whether an item of a list has all that such an object has. */
function isWhole(resource: SyncResource, body: JsonObject): boolean {
  if (!WHOLE[resource].every((member) => body[member] !== undefined)) return false
  const source = body.dataSource as JsonObject | undefined
  return source?.type !== 'http' || (source.headers !== undefined && source.credentials !== undefined)
}

function isEnough(resource: SyncResource, body: JsonObject, base: string | undefined): boolean {
  if (resource === 'binding') return body.dataSource !== undefined
  return base === undefined ? isWhole(resource, body) : isComplete(ofItem(resource, body), formOf(base))
}

export const sideOf = (resource: SyncResource, half: Half, { views }: There): Side => ({
  resource,
  ...half,
  remotes: views,
})
