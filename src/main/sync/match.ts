import type { SyncResource } from '../../shared/sync.ts'
import { bindingFields, SECRET } from './binding-form.ts'
import { type Fields, isSame, textOf } from './fields.ts'
import { CREDENTIALS } from './paths.ts'
import { TEMPLATE_MEMBERS, templateFields } from './template-form.ts'

const { description, engine, jsEnabled, strictVariables, outputFormat, category, tags } = TEMPLATE_MEMBERS

/** What an object in full is in the members that it leaves out. */
const DEFAULTS: Record<SyncResource, Fields> = {
  template: templateFields({
    description,
    engine,
    jsEnabled,
    strictVariables,
    outputFormat,
    category,
    tags: [...tags],
  }),
  binding: bindingFields({ refreshPolicy: {}, outputConfig: {} }, { templateUid: (uid) => uid }),
}

/** Two objects with the same key are alike; what neither side tells (secrets) has no say in it. */
export function likeness(resource: SyncResource, fields: Fields): string {
  const told = Object.entries({ ...DEFAULTS[resource], ...fields }).filter(
    ([path, value]) => path !== CREDENTIALS && !isSame(value, SECRET),
  )
  return textOf(Object.fromEntries(told))
}

/** Pairs what is alike, one to one, the oldest first; both lists come in that order. */
export function pairUp<A, B>(
  mine: readonly A[],
  theirs: readonly B[],
  keyOfMine: (each: A) => string,
  keyOfTheirs: (each: B) => string,
): [A, B][] {
  const waiting = Map.groupBy(theirs, keyOfTheirs)
  return mine.flatMap((each): [A, B][] => {
    const twin = waiting.get(keyOfMine(each))?.shift()
    return twin === undefined ? [] : [[each, twin]]
  })
}
