import type { Json } from '../../shared/json.ts'
import type { SyncField, SyncKind, SyncOperation, SyncResource } from '../../shared/sync.ts'
import type { SyncLink } from '../db/sync-links.ts'
import { type Fields, isSame } from './fields.ts'
import type { Merge } from './merge.ts'
import type { LocalObject, RemoteView } from './sides.ts'

/** An object there with its canonical form, in which what it says nothing of is as it was. */
export interface Seen extends RemoteView {
  name: string
  fields: Fields
  text: string
}

export type Hold = NonNullable<SyncOperation['hold']>

/** An operation that is being planned. */
export interface Draft {
  kind: SyncKind
  resource: SyncResource
  localUid: string | null
  remoteUid: string | null
  local: LocalObject | null
  seen: Seen | null
  link: SyncLink | null
  fields: SyncField[]
  /** Of the fields of a conflict: those that only the other side has changed. */
  pulled: readonly string[]
  reason: string
  hold: Hold | null
  /** What it would have been. */
  heldKind: SyncKind | null
  deletedOn: 'local' | 'remote' | null
}

export function draft(
  kind: SyncKind,
  resource: SyncResource,
  of: { local?: LocalObject | null; seen?: Seen | null; link?: SyncLink | null },
  reason: string,
  more: Partial<Draft> = {},
): Draft {
  const { local = null, seen = null, link = null } = of
  return {
    kind,
    resource,
    localUid: local?.uid ?? link?.localUid ?? null,
    remoteUid: seen?.uid ?? link?.remoteUid ?? null,
    local,
    seen,
    link,
    fields: [],
    pulled: [],
    reason,
    hold: null,
    heldKind: null,
    deletedOn: null,
    ...more,
  }
}

export function heldBack(of: Draft, hold: Hold, reason: string): Draft {
  return { ...of, kind: 'held_back', heldKind: of.heldKind ?? of.kind, hold, reason }
}

/** All fields of an object that is on one side only. */
export const wholeOf = (side: 'mine' | 'theirs', fields: Fields): SyncField[] =>
  Object.entries(fields).map(([path, value]) => ({ path, [side]: value, isConflict: false }))

export function fieldsOf(paths: readonly string[], { forms }: Merge, conflicts: readonly string[] = []): SyncField[] {
  const { mineBase, theirsBase, mine, theirs } = forms
  return paths.map((path) => ({
    path,
    // What it was on the side that has left it.
    ...given('base', isSame(mine[path], mineBase[path]) ? theirsBase[path] : mineBase[path]),
    ...given('mine', mine[path]),
    ...given('theirs', theirs[path]),
    isConflict: conflicts.includes(path),
  }))
}

const given = (member: 'base' | 'mine' | 'theirs', value: Json | undefined) =>
  value === undefined ? {} : { [member]: value }
