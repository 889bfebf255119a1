import type { SyncResource } from '../../shared/sync.ts'
import type { SyncLink } from '../db/sync-links.ts'
import type { Seen } from './draft.ts'
import { textOf } from './fields.ts'
import { completed, readForm, said } from './read-form.ts'
import { formOf } from './settle.ts'
import type { LocalObject, RemoteView, Side } from './sides.ts'

/** All objects of a kind, by what they are tied to. */
export interface Scene {
  resource: SyncResource
  locals: ReadonlyMap<string, LocalObject>
  remotes: ReadonlyMap<string, Seen>
  /** Pairs of which one at least is there. */
  pairs: SyncLink[]
  /** What remembers the uid here of an object that was gone on both sides. */
  memories: ReadonlyMap<string, SyncLink>
  /** Tied to nothing, the oldest first. */
  freeHere: LocalObject[]
  freeThere: Seen[]
}

/** @param templateUid the uid here of a template there */
export function setScene(side: Side, templateUid: (remoteUid: string) => string): Scene {
  const { resource, links } = side
  const locals = new Map(side.locals.map((each) => [each.uid, each]))
  const byRemote = new Map(links.map((link) => [link.remoteUid, link]))
  const see = (view: RemoteView) => seen(resource, view, byRemote.get(view.uid), templateUid)
  const remotes = new Map(side.remotes.map((view) => [view.uid, see(view)]))
  // One that was gone on both sides is tied again only where it is back on both.
  const isPair = ({ forgottenAt, localUid, remoteUid }: SyncLink) =>
    forgottenAt === null || (locals.has(localUid) && remotes.has(remoteUid))
  const pairs = links.filter(isPair)
  const tiedHere = new Set(pairs.map(({ localUid }) => localUid))
  const tiedThere = new Set(pairs.map(({ remoteUid }) => remoteUid))
  return {
    ...{ resource, locals, remotes, pairs },
    memories: new Map(links.filter((link) => !isPair(link)).map((link) => [link.remoteUid, link])),
    freeHere: oldestFirst(
      [...locals.values()].filter(({ uid }) => !tiedHere.has(uid)),
      ({ createdAt }) => createdAt,
    ),
    freeThere: oldestFirst(
      [...remotes.values()].filter(({ uid }) => !tiedThere.has(uid)),
      ({ body }) => Date.parse(String(body.createdAt)) || 0,
    ),
  }
}

function seen(
  resource: SyncResource,
  view: RemoteView,
  link: SyncLink | undefined,
  templateUid: (remoteUid: string) => string,
): Seen {
  const read = readForm(resource, view.body, { isFull: view.isFull, templateUid })
  const fields = view.isFull || link ? completed(read, link ? formOf(link.theirs) : {}) : said(read)
  const { name } = fields
  return { ...view, name: typeof name === 'string' ? name : '', fields, text: textOf(fields) }
}

function oldestFirst<T extends { uid: string }>(all: T[], createdAt: (each: T) => number): T[] {
  return all.sort((a, b) => createdAt(a) - createdAt(b) || (a.uid < b.uid ? -1 : 1))
}
