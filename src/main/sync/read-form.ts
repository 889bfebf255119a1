import type { JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import { type BindingFormOptions, bindingFields, isObject } from './binding-form.ts'
import type { Fields } from './fields.ts'
import { isSourcePath, placeOf, topOf } from './paths.ts'
import { templateFields } from './template-form.ts'

/** What an object of the hosted API says of itself. */
export interface ReadForm {
  fields: Fields
  /** False for a field that the object, as it was read, says nothing of; such a field is taken as unchanged. */
  knows(path: string): boolean
}

export interface ReadOptions extends BindingFormOptions {
  /** Whether it is the object in full, or an item of a list, which leaves out more. */
  isFull: boolean
}

export function readForm(resource: SyncResource, body: JsonObject, options: ReadOptions): ReadForm {
  const fields = resource === 'template' ? templateFields(body) : bindingFields(body, options)
  return { fields, knows: (path) => knows(body, path, options.isFull) }
}

function knows(body: JsonObject, path: string, isFull: boolean): boolean {
  const top = topOf(path)
  if (top === 'templateId') return body.templateId !== undefined || body.templateUid !== undefined
  if (body[top] === undefined) return false
  if (!isSourcePath(path) || !isObject(body.dataSource)) return true
  const place = placeOf(path)
  const member = place.kind === 'header' ? 'headers' : place.kind === 'source' ? place.member : null
  // Credentials are never answered; a list leaves out headers and body too.
  if (member === null || (isFull && member !== 'credentials')) return true
  return body.dataSource[member] !== undefined
}

/** What was read, and for what it says nothing of, what it was before. */
export function completed({ fields, knows }: ReadForm, before: Fields): Fields {
  const isSameSource =
    fields['dataSource.type'] === undefined || fields['dataSource.type'] === before['dataSource.type']
  const kept = Object.entries(before).filter(([path]) => !knows(path) && (isSameSource || !isSourcePath(path)))
  return { ...fields, ...Object.fromEntries(kept) }
}

/** What an item of a list says itself: what it leaves out is not taken for empty. */
export const said = ({ fields, knows }: ReadForm): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([path]) => knows(path)))

/** Whether nothing is missing that the object had. */
export const isComplete = ({ knows }: ReadForm, before: Fields): boolean =>
  Object.keys(before).every((path) => path === 'dataSource.credentials' || knows(path))
