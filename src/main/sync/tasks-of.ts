import type { Json } from '../../shared/json.ts'
import type { Resolution, SyncField } from '../../shared/sync.ts'
import { headerNames } from './binding-form.ts'
import type { Draft } from './draft.ts'
import { refusedContent, subjectOf } from './held-back.ts'
import type { Planned } from './plan.ts'
import { type Action, type Task, toChanges } from './task.ts'
import { unknownMembers } from './unknown-members.ts'

export interface Decisions {
  resolutions: Readonly<Record<string, Resolution>>
  sendCredentials: ReadonlySet<string>
}

/** The writes that an operation comes to; none for a conflict that nobody resolved, and for what is held back. */
export function tasksOf({ operation, draft }: Planned, decisions: Decisions): Task[] {
  const make = (action: Action, changes: SyncField[] = [], isForced = false) =>
    taskOf(action, draft, changes, isForced, decisions)
  switch (operation.kind) {
    case 'held_back':
      return []
    case 'conflict': {
      const resolution = decisions.resolutions[operation.id]
      return resolution === undefined ? [] : resolve(draft, resolution, make)
    }
    case 'push_delete':
    case 'pull_delete':
    case 'adopt':
    case 'forget':
      return [make(operation.kind)]
    default:
      return [make(operation.kind, draft.fields)]
  }
}

type Make = (action: Action, changes?: SyncField[], isForced?: boolean) => Task

function resolve(draft: Draft, resolution: Resolution, make: Make): Task[] {
  if (draft.deletedOn === 'remote')
    return resolution === 'theirs' ? [make('pull_delete', [], true)] : [make('push_create', wholeMine(draft), true)]
  if (draft.deletedOn === 'local')
    return resolution === 'mine' ? [make('push_delete', [], true)] : [make('pull_create', wholeTheirs(draft), true)]
  if (resolution === 'both')
    return [make('split', wholeTheirs(draft), true), make('push_create', wholeMine(draft), true)]
  const sideOf = ({ path, isConflict }: SyncField) => {
    if (!isConflict) return draft.pulled.includes(path) ? 'theirs' : 'mine'
    return typeof resolution === 'string' ? resolution : resolution[path]
  }
  const pull = draft.fields.filter((field) => sideOf(field) === 'theirs')
  const push = draft.fields.filter((field) => sideOf(field) === 'mine')
  return [
    ...(pull.length > 0 ? [make('pull_update', pull, true)] : []),
    ...(push.length > 0 ? [make('push_update', push, true)] : []),
  ]
}

const wholeMine = ({ local }: Draft): SyncField[] => whole('mine', local?.form.fields() ?? {})
const wholeTheirs = ({ seen }: Draft): SyncField[] => whole('theirs', seen?.fields ?? {})
const whole = (side: 'mine' | 'theirs', fields: Readonly<Record<string, Json>>): SyncField[] =>
  Object.entries(fields).map(([path, value]) => ({ path, [side]: value, isConflict: false }))

export function taskOf(
  action: Action,
  draft: Draft,
  fields: SyncField[],
  isForced: boolean,
  { sendCredentials }: Decisions,
): Task {
  const { resource, localUid, remoteUid, local, seen } = draft
  const side = action.startsWith('push') ? 'mine' : 'theirs'
  const isPush = action === 'push_create' || action === 'push_update'
  return {
    action,
    resource,
    localUid,
    remoteUid,
    name: local?.name ?? seen?.name ?? '',
    changes: toChanges(fields.map((field) => [field.path, field[side] as Json | undefined] as const)),
    revision: local?.revision ?? null,
    mine: action === 'adopt' ? (local?.form.fields() ?? null) : null,
    theirs: seen?.fields ?? null,
    isPartial: seen !== null && !seen.isWhole,
    extra: seen ? unknownMembers(resource, seen.body) : {},
    headerNames: seen ? headerNames(seen.body) : [],
    renderUrl: textOr(seen?.body.renderUrl),
    webhookUrl: textOr(seen?.body.webhookUrl),
    sendCredentials: isPush && localUid !== null && sendCredentials.has(localUid),
    former: null,
    isForced,
    subject: subjectOf(draft),
    refusedAs: refusedContent({ kind: action as Draft['kind'], fields }),
  }
}

const textOr = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
