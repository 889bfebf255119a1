import type { SyncLink } from '../db/sync-links.ts'
import { type Adoption, findAdoptions } from './adoptions.ts'
import { type Draft, draft } from './draft.ts'
import { planPair, pullCreate, pushCreate } from './plan-pair.ts'
import { type Scene, setScene } from './scene.ts'
import type { Side } from './sides.ts'

export interface SidePlan {
  drafts: Draft[]
  /** Links as they are to be kept, where both sides came to the same by themselves. */
  settled: SyncLink[]
  /** Pairs that are, or are to be, tied: the uid here by the uid there. */
  localUids: Map<string, string>
  /** Hosted objects that not enough is known of yet. */
  unread: Set<string>
  unchanged: number
}

/** Plans all objects of a kind. @param templateUid the uid here of a template there */
export function planSide(side: Side, templateUid: (remoteUid: string) => string): SidePlan {
  const scene = setScene(side, templateUid)
  const adoptions = findAdoptions(scene)
  const adopted = new Set(adoptions.map(({ link }) => link))
  const pairs = scene.pairs
    .filter((link) => !adopted.has(link))
    .map((link) => {
      const local = scene.locals.get(link.localUid) ?? null
      return planPair(scene.resource, link, local, scene.remotes.get(link.remoteUid) ?? null)
    })
  return {
    drafts: [
      ...adoptions.map((each) => adopt(scene, each)),
      ...pairs.flatMap(({ drafts }) => drafts),
      ...free(scene, adoptions),
    ],
    settled: pairs.flatMap(({ settled }) => (settled ? [settled] : [])),
    localUids: new Map([
      ...scene.pairs.map(({ remoteUid, localUid }) => [remoteUid, localUid] as const),
      ...adoptions.map(({ seen, local }) => [seen.uid, local.uid] as const),
    ]),
    unread: new Set([...scene.remotes.values()].filter(({ isEnough }) => !isEnough).map(({ uid }) => uid)),
    unchanged: pairs.filter(({ drafts }) => drafts.length === 0).length,
  }
}

const adopt = ({ resource }: Scene, { local, seen, link, reason }: Adoption): Draft => ({
  ...draft('adopt', resource, { local, seen, link }, reason),
  localUid: local.uid,
  remoteUid: seen.uid,
})

/** What is on one side only. */
function free({ resource, freeHere, freeThere, memories }: Scene, adoptions: readonly Adoption[]): Draft[] {
  const here = new Set(adoptions.map(({ local }) => local.uid))
  const there = new Set(adoptions.map(({ seen }) => seen.uid))
  return [
    ...freeHere.filter(({ uid }) => !here.has(uid)).map((local) => pushCreate(resource, local)),
    ...freeThere
      .filter(({ uid, isEnough }) => isEnough && !there.has(uid))
      .map((seen) => pullCreate(resource, seen, memories.get(seen.uid) ?? null)),
  ]
}
