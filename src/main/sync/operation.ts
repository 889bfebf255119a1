import type { SyncOperation } from '../../shared/sync.ts'
import type { VariableDefinition } from '../../shared/template.ts'
import { remoteHosts } from '../templates/remote-hosts.ts'
import type { Draft } from './draft.ts'
import { type Fields, hashOf } from './fields.ts'

/** A draft as it is told. Its id is one of what it would do, so that an equal operation has an equal id. */
export function operationOf(draft: Draft): SyncOperation {
  const { kind, resource, localUid, remoteUid, local, seen, fields, hold, deletedOn } = draft
  const comesDown =
    resource === 'template' && ['pull_create', 'pull_update', 'conflict'].includes(draft.heldKind ?? kind)
  const id = hashOf({ kind, resource, localUid, remoteUid, fields, hold, deletedOn, seen: seen?.text })
  return {
    id,
    kind,
    resource,
    localUid,
    remoteUid,
    name: local?.name ?? seen?.name ?? nameIn(draft),
    fields,
    reason: withEngine(draft, comesDown),
    hold,
    deletedOn,
    ...(comesDown && seen ? loadsOf(seen.fields) : { hosts: [], runsScripts: false }),
    hasCredentials:
      (kind === 'push_create' || kind === 'push_update' || kind === 'conflict') && !!local?.hasCredentials,
  }
}

function nameIn({ link }: Draft): string {
  const name = link && (JSON.parse(link.mine) as Fields).name
  return typeof name === 'string' ? name : ''
}

function withEngine({ seen, reason }: Draft, comesDown: boolean): string {
  const engine = seen?.fields.engine
  if (!comesDown || engine === undefined || engine === 'html') return reason
  return `${reason} This machine cannot draw the engine "${engine}"; it is kept whole.`
}

function loadsOf(fields: Fields): { hosts: string[]; runsScripts: boolean } {
  const definitions = Object.entries(fields)
    .filter(([path]) => path.startsWith('variableDefinitions.'))
    .map(([, definition]) => definition as unknown as VariableDefinition)
  const html = typeof fields.html === 'string' ? fields.html : ''
  return { hosts: remoteHosts(html, definitions).map(({ host }) => host), runsScripts: fields.jsEnabled === true }
}
