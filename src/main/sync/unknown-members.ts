import type { JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import { extraOf } from '../portable/portable-form.ts'

/** Members of an object there that Bindery does not know: they are kept, and sent back where it is made anew. */
export function unknownMembers(resource: SyncResource, body: JsonObject): JsonObject {
  // Another name of a member that is known.
  const { templateUid: _, ...others } = body
  return extraOf(resource === 'binding' ? others : body, resource)
}
