import type { Json, JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import type { RemoteObject } from './hosted.ts'
import { withoutAnsweredSecrets } from './hosted-secrets.ts'

/** What a uid may look like; it becomes a part of a path, so that `..` must not be one. */
const UID = /^(?!\.+$)[\w.:~-]{1,200}$/
const MAX_ETAG = 1_000

export const isUid = (value: unknown): value is string => typeof value === 'string' && UID.test(value)

/** The object of an answer, in its envelope (`{binding}`) or bare; null where there is none. */
export function objectIn(json: JsonObject | null, resource: SyncResource): JsonObject | null {
  if (json === null) return null
  const enveloped = json[resource]
  const object = isObject(enveloped) ? enveloped : json
  return isUid(object.uid) ? object : null
}

/** An object as it is handed on: with `templateId`, whatever the API calls it, and without secrets. */
export function toRemote(object: JsonObject, etag: string | undefined): RemoteObject {
  const body = withoutAnsweredSecrets(withTemplateId(object))
  const isTag = etag !== undefined && etag !== '' && etag.length <= MAX_ETAG
  return { uid: String(object.uid), body, etag: isTag ? etag : null }
}

/** Whether the API names a binding's template `templateUid`. */
export const saysTemplateUid = ({ templateId, templateUid }: JsonObject): boolean =>
  typeof templateId !== 'string' && typeof templateUid === 'string'

function withTemplateId(object: JsonObject): JsonObject {
  if (!saysTemplateUid(object)) return object
  const { templateUid = null, ...rest } = object
  return { ...rest, templateId: templateUid }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
