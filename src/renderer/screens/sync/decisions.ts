import type { Resolution, SyncField, SyncOperation } from '../../../shared/sync.ts'

export type Side = 'mine' | 'theirs'
export type Resolutions = Readonly<Record<string, Resolution>>

/** What a conflict can be decided as, as a whole. Where one side deleted it there are no two objects to keep. */
export const choicesOf = ({ deletedOn }: SyncOperation): readonly (Side | 'both')[] =>
  deletedOn === null ? ['mine', 'theirs', 'both'] : ['mine', 'theirs']

export const conflictingFields = ({ fields }: SyncOperation): SyncField[] =>
  fields.filter(({ isConflict }) => isConflict)

/** Which side of a field is taken; null where that is not decided, or both are kept. */
export function sideOf(resolution: Resolution | undefined, path: string): Side | null {
  if (resolution === undefined || resolution === 'both') return null
  return typeof resolution === 'string' ? resolution : (resolution[path] ?? null)
}

/** How far a conflict is decided. */
export function decidedOf(
  operation: SyncOperation,
  resolution: Resolution | undefined,
): { decided: number; total: number } {
  const fields = conflictingFields(operation)
  const total = Math.max(1, fields.length)
  if (typeof resolution === 'string') return { decided: total, total }
  return { decided: fields.filter(({ path }) => sideOf(resolution, path) !== null).length, total }
}

export const isDecided = (operation: SyncOperation, resolution: Resolution | undefined): boolean => {
  const { decided, total } = decidedOf(operation, resolution)
  return decided === total
}

/** The resolution with one field decided; what was decided as a whole holds for its other fields. */
export function decideField(
  operation: SyncOperation,
  resolution: Resolution | undefined,
  path: string,
  side: Side,
): Resolution {
  const before = conflictingFields(operation).flatMap((field) => {
    const taken = sideOf(resolution, field.path)
    return taken === null ? [] : [[field.path, taken] as const]
  })
  return { ...Object.fromEntries(before), [path]: side }
}

/** Every conflict that can be decided so is; with null, none is. */
export function decideAll(operations: readonly SyncOperation[], all: Side | 'both' | null): Record<string, Resolution> {
  if (all === null) return {}
  const conflicts = operations.filter((each) => each.kind === 'conflict' && choicesOf(each).includes(all))
  return Object.fromEntries(conflicts.map(({ id }) => [id, all]))
}
