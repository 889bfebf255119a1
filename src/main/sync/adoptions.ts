import type { SyncLink } from '../db/sync-links.ts'
import type { Seen } from './draft.ts'
import { isOwnPicture } from './held-back.ts'
import { likeness, pairUp } from './match.ts'
import type { Scene } from './scene.ts'
import type { LocalObject } from './sides.ts'

/** Two objects that are to be tied, because they are alike. */
export interface Adoption {
  local: LocalObject
  seen: Seen
  /** The pair of which one was deleted and made again. */
  link: SyncLink | null
  reason: string
}

/** What is alike is tied, one to one, the oldest first; what takes the place of one that was deleted goes before. */
export function findAdoptions(scene: Scene): Adoption[] {
  const again = madeAgainHere(scene)
  const after = without(scene, again)
  const againThere = madeAgainThere(after)
  const rest = without(after, againThere)
  return [...again, ...againThere, ...alike(rest)]
}

const keysOf = ({ resource }: Scene) => ({
  local: ({ form }: LocalObject) => likeness(resource, form.fields()),
  seen: ({ fields }: Seen) => likeness(resource, fields),
})
const adoptable = ({ freeHere, freeThere }: Scene) => ({
  here: freeHere.filter(({ form }) => !isOwnPicture(form.fields())),
  there: freeThere.filter(({ isWhole, fields }) => isWhole && !isOwnPicture(fields)),
})

function madeAgainHere(scene: Scene): Adoption[] {
  const keys = keysOf(scene)
  const lost = scene.pairs.flatMap((link) => {
    const seen = scene.remotes.get(link.remoteUid)
    return !scene.locals.has(link.localUid) && seen?.text === link.theirs ? [{ link, seen }] : []
  })
  const reason = 'It was deleted here and made again, alike.'
  return pairUp(adoptable(scene).here, lost, keys.local, ({ seen }) => keys.seen(seen)).map(
    ([local, { link, seen }]): Adoption => ({ local, seen, link, reason }),
  )
}

function madeAgainThere(scene: Scene): Adoption[] {
  const keys = keysOf(scene)
  const lost = scene.pairs.flatMap((link) => {
    const local = scene.locals.get(link.localUid)
    return !scene.remotes.has(link.remoteUid) && local?.form.text === link.mine ? [{ link, local }] : []
  })
  const reason = 'It was deleted at the hosted API and made again, alike.'
  return pairUp(lost, adoptable(scene).there, ({ local }) => keys.local(local), keys.seen).map(
    ([{ link, local }, seen]): Adoption => ({ local, seen, link, reason }),
  )
}

function alike(scene: Scene): Adoption[] {
  const keys = keysOf(scene)
  const { here, there } = adoptable(scene)
  return pairUp(here, there, keys.local, keys.seen).map(
    ([local, seen]): Adoption => ({ local, seen, link: null, reason: 'It is alike on both sides.' }),
  )
}

function without(scene: Scene, adoptions: readonly Adoption[]): Scene {
  const here = new Set(adoptions.map(({ local }) => local.uid))
  const there = new Set(adoptions.map(({ seen }) => seen.uid))
  return {
    ...scene,
    freeHere: scene.freeHere.filter(({ uid }) => !here.has(uid)),
    freeThere: scene.freeThere.filter(({ uid }) => !there.has(uid)),
  }
}
