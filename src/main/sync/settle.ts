import type { Json } from '../../shared/json.ts'
import type { SyncLink } from '../db/sync-links.ts'
import { type Fields, textOf, withFields } from './fields.ts'
import { spreadSource } from './source-value.ts'

export const formOf = (text: string): Fields => JSON.parse(text) as Fields

/** A base in which some fields are as they are found now. */
export function movedBase(base: Fields, paths: readonly string[], now: Fields): Fields {
  const changes = new Map<string, Json | undefined>(paths.map((path) => [path, now[path]]))
  return withFields(base, spreadSource(changes, base))
}

/** A link whose bases have moved to what both sides came to by themselves. */
export function settledLink(link: SyncLink, paths: readonly string[], mine: Fields, theirs: Fields): SyncLink {
  return {
    ...link,
    mine: textOf(movedBase(formOf(link.mine), paths, mine)),
    theirs: textOf(movedBase(formOf(link.theirs), paths, theirs)),
    forgottenAt: null,
  }
}
