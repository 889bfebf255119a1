import type { Json, JsonObject } from '../../shared/json.ts'
import { openSourceSecrets } from '../secrets/source-secrets.ts'
import { SECRET } from './binding-form.ts'
import { type Changes, overlay, type SourceWriter } from './overlay.ts'
import { CREDENTIALS, headerPath, isSourcePath } from './paths.ts'
import { TaskFault } from './task-fault.ts'
import type { Stored, Workshop } from './workshop.ts'

/** Without being asked, what is there as a secret stays as it is there. */
const withoutSecrets = (names: readonly string[]): SourceWriter => ({
  names,
  header: (_, kept) => kept,
  credentials: (value) => (value === null ? null : undefined),
})

/** What is sent of an object. @param sendCredentials whether its secrets go along, as they were asked for */
export function hostedBody(
  current: JsonObject,
  changes: Changes,
  local: Stored,
  sendCredentials: boolean,
  shop: Pick<Workshop, 'secrets'>,
): JsonObject {
  if (!('dataSource' in local) || local.dataSource.type !== 'http') return overlay(current, changes, withoutSecrets([]))
  const names = Object.keys(local.dataSource.headers)
  if (!sendCredentials) return overlay(current, changes, withoutSecrets(names))
  const opened = openSourceSecrets(local, shop.secrets)
  if (opened === null) throw new TaskFault('Its secrets cannot be read, so that they cannot be sent. Give them again.')
  const { url, body, headers, credentials } = local.dataSource
  const secret: SourceWriter = {
    names,
    header: (name) => Object.entries(opened.headers).find(([each]) => each.toLowerCase() === name)?.[1],
    credentials: () => opened.credentials as unknown as Json,
  }
  const secretHeaders = Object.keys(headers).filter((name) => typeof headers[name] !== 'string')
  // What was masked goes as it is: a secret may stand in the address or the body too.
  const told: [string, Json | undefined][] = [
    ['dataSource.url', url],
    ...(body === undefined ? [] : [['dataSource.body', body as Json] as [string, Json]]),
    ...secretHeaders.map((name): [string, Json] => [headerPath(name), SECRET]),
    ...(credentials === null ? [] : [[CREDENTIALS, null] as [string, Json]]),
  ]
  const source = [...changes].filter(([path]) => !isSourcePath(path) || !told.some(([other]) => other === path))
  return overlay(current, new Map([...source, ...told]), secret)
}
