import { type Fields, isSame, pathsOf } from './fields.ts'
import { withWholeSource } from './source-value.ts'

/** The four forms of one object: as it was at the last sync on either side, and as it is now. */
export interface Forms {
  mineBase: Fields
  theirsBase: Fields
  mine: Fields
  theirs: Fields
}

export interface Merge {
  /** What was merged: where the types of the sources differ, each source is one field. */
  forms: Forms
  /** Changed there alone. */
  pull: string[]
  /** Changed here alone. */
  push: string[]
  /** Changed on both sides, to different values. */
  conflicts: string[]
  /** Changed, and alike on both sides. */
  settled: string[]
}

/**
 * Three ways, field by field. Each side's change is measured against its own base, so that what a server makes of what
 * it was sent is no change.
 */
export function merge(given: Forms): Merge {
  const forms = withComparableSources(given)
  const { mineBase, theirsBase, mine, theirs } = forms
  const found: Merge = { forms, pull: [], push: [], conflicts: [], settled: [] }
  for (const path of pathsOf(mineBase, theirsBase, mine, theirs)) {
    const isMineChanged = !isSame(mineBase[path], mine[path])
    const isTheirsChanged = !isSame(theirsBase[path], theirs[path])
    if (!isMineChanged && !isTheirsChanged) continue
    if (isSame(mine[path], theirs[path])) found.settled.push(path)
    else if (!isTheirsChanged) found.push.push(path)
    else if (!isMineChanged) found.pull.push(path)
    else found.conflicts.push(path)
  }
  return found
}

function withComparableSources(forms: Forms): Forms {
  const types = new Set(Object.values(forms).map((fields) => fields['dataSource.type']))
  if (types.size <= 1) return forms
  return {
    mineBase: withWholeSource(forms.mineBase),
    theirsBase: withWholeSource(forms.theirsBase),
    mine: withWholeSource(forms.mine),
    theirs: withWholeSource(forms.theirs),
  }
}
