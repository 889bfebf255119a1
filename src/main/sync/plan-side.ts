import type { SyncLink } from '../db/sync-links.ts'
import { type Draft, draft, type Seen } from './draft.ts'
import { textOf } from './fields.ts'
import { likeness, pairUp } from './match.ts'
import { planPair, pullCreate, pushCreate } from './plan-pair.ts'
import { completed, readForm } from './read-form.ts'
import { formOf } from './settle.ts'
import type { LocalObject, RemoteView, Side } from './sides.ts'

export interface SidePlan {
  drafts: Draft[]
  settled: SyncLink[]
  /** Pairs that are, or are to be, tied: the uid here by the uid there. */
  localUids: Map<string, string>
  /** Hosted objects that not enough is known of yet. */
  unread: Set<string>
  unchanged: number
}

/** Plans all objects of a kind. @param templateUid the uid here of a template there */
export function planSide(side: Side, templateUid: (remoteUid: string) => string): SidePlan {
  const { resource } = side
  const locals = new Map(side.locals.map((each) => [each.uid, each]))
  const linkedRemotes = new Map(side.links.map((link) => [link.remoteUid, link]))
  const see = (view: RemoteView): Seen => {
    const link = linkedRemotes.get(view.uid)
    const read = readForm(resource, view.body, { isFull: view.isFull, templateUid })
    const fields = completed(read, link ? formOf(link.theirs) : {})
    return { ...view, name: nameOf(fields.name), fields, text: textOf(fields) }
  }
  const remotes = new Map(side.remotes.map((view) => [view.uid, see(view)]))
  const isHere = (link: SyncLink) => locals.has(link.localUid)
  const isThere = (link: SyncLink) => remotes.has(link.remoteUid)
  // One that was gone on both sides is tied again only where it is back on both.
  const live = side.links.filter((link) => link.forgottenAt === null || (isHere(link) && isThere(link)))
  const tiedHere = new Set(live.map(({ localUid }) => localUid))
  const tiedThere = new Set(live.map(({ remoteUid }) => remoteUid))
  const freeHere = new Map(side.locals.filter(({ uid }) => !tiedHere.has(uid)).map((each) => [each.uid, each]))
  const freeThere = new Map([...remotes.values()].filter(({ uid }) => !tiedThere.has(uid)).map((each) => [each.uid, each]))

  const plan: SidePlan = { drafts: [], settled: [], localUids: new Map(), unread: new Set(), unchanged: 0 }
  const adopted = new Set<SyncLink>()
  const adopt = (local: LocalObject, seen: Seen, reason: string, link: SyncLink | null = null) => {
    freeHere.delete(local.uid)
    freeThere.delete(seen.uid)
    if (link) adopted.add(link)
    plan.localUids.set(seen.uid, local.uid)
    plan.drafts.push({ ...draft('adopt', resource, { local, seen, link }, reason), localUid: local.uid, remoteUid: seen.uid })
  }
  const keyOfLocal = ({ form }: LocalObject) => likeness(resource, form.fields())
  const keyOfSeen = ({ fields }: Seen) => likeness(resource, fields)
  const orderedHere = () => [...freeHere.values()].sort((a, b) => a.createdAt - b.createdAt || order(a.uid, b.uid))
  const orderedThere = () =>
    [...freeThere.values()]
      .filter(({ isWhole }) => isWhole)
      .sort((a, b) => createdAt(a) - createdAt(b) || order(a.uid, b.uid))

  const lostHere = live.filter((link) => {
    const seen = remotes.get(link.remoteUid)
    return !isHere(link) && seen?.text === link.theirs
  })
  const keyOfLink = (link: SyncLink) => keyOfSeen(remotes.get(link.remoteUid) as Seen)
  for (const [local, link] of pairUp(orderedHere(), lostHere, keyOfLocal, keyOfLink))
    adopt(local, remotes.get(link.remoteUid) as Seen, 'It was deleted here and made again, alike.', link)

  const lostThere = live.filter((link) => !isThere(link) && locals.get(link.localUid)?.form.text === link.mine)
  const keyOfLost = (link: SyncLink) => keyOfLocal(locals.get(link.localUid) as LocalObject)
  for (const [link, seen] of pairUp(lostThere, orderedThere(), keyOfLost, keyOfSeen))
    adopt(locals.get(link.localUid) as LocalObject, seen, 'It was deleted at the hosted API and made again, alike.', link)

  for (const [local, seen] of pairUp(orderedHere(), orderedThere(), keyOfLocal, keyOfSeen))
    adopt(local, seen, 'It is alike on both sides.')

  for (const link of live) {
    if (adopted.has(link)) continue
    const local = locals.get(link.localUid) ?? null
    const seen = remotes.get(link.remoteUid) ?? null
    plan.localUids.set(link.remoteUid, link.localUid)
    const { drafts, settled } = planPair(resource, link, local, seen)
    plan.drafts.push(...drafts)
    if (settled) plan.settled.push(settled)
    if (drafts.length === 0) plan.unchanged++
    if (seen && !seen.isEnough) plan.unread.add(seen.uid)
  }
  for (const local of freeHere.values()) plan.drafts.push(pushCreate(resource, local))
  for (const seen of freeThere.values()) {
    if (seen.isEnough) plan.drafts.push(pullCreate(resource, seen, linkedRemotes.get(seen.uid) ?? null))
    else plan.unread.add(seen.uid)
  }
  return plan
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const nameOf = (name: unknown): string => (typeof name === 'string' ? name : '')
const createdAt = ({ body }: Seen): number => Date.parse(String(body.createdAt)) || 0
