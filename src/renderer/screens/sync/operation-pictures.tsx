import { Button } from '@mantine/core'
import { useState } from 'react'
import type { JsonObject } from '../../../shared/json.ts'
import type { SyncField, SyncOperation } from '../../../shared/sync.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { useSync } from '../../stores/sync.ts'
import { useTemplates } from '../../stores/templates.ts'
import { useSettled } from '../template-editor/use-settled.ts'
import { type Side, sideOf } from './decisions.ts'
import { changedSide, definitionWith } from './definition.ts'
import { drawBinding, drawTemplate } from './draw-definition.ts'
import styles from './operation-panel.module.css'

/** Decisions rest so long before a picture of them is drawn, in milliseconds. */
const REST_MS = 200

/** What it looks like on either side, and as it was decided. All are drawn here, with the same data. */
export function OperationPictures({ operation, host }: { operation: SyncOperation; host: string }) {
  const resolution = useSync(({ resolutions }) => resolutions[operation.id])
  const local = useLocal(operation)
  const { kind, deletedOn } = operation
  const shown = picturesOf(operation, local !== null, host)
  if (shown.length === 0) return null
  const isMixed = kind === 'conflict' && deletedOn === null && typeof resolution === 'object'
  const decidedSide = (field: SyncField): Side =>
    field.isConflict ? (sideOf(resolution, field.path) ?? 'mine') : changedSide(field)
  return (
    <section className="block">
      <h2>Pictures</h2>
      <div className={styles.pictures}>
        {shown.map(({ title, sideFor }) => (
          <Drawn key={title} operation={operation} local={local} title={title} sideFor={sideFor} />
        ))}
        {isMixed ? <Drawn operation={operation} local={local} title="As you decided" sideFor={decidedSide} /> : null}
      </div>
      <p className="faint">
        {operation.resource === 'binding'
          ? 'Drawn here, from the last data of this binding.'
          : 'Drawn here, from the sample values of the editor.'}
      </p>
    </section>
  )
}

/** The object as it is here; null where there is none. */
function useLocal({ resource, localUid }: SyncOperation): JsonObject | null {
  const binding = useBindings(({ byUid }) => (resource === 'binding' && localUid ? byUid[localUid] : undefined))
  const template = useTemplates(({ byUid }) => (resource === 'template' && localUid ? byUid[localUid] : undefined))
  return ((binding ?? template) as unknown as JsonObject | undefined) ?? null
}

interface Shown {
  title: string
  sideFor(field: SyncField): Side
}

function picturesOf({ kind, resource, deletedOn }: SyncOperation, isHere: boolean, host: string): Shown[] {
  const mine = (title: string): Shown => ({ title, sideFor: () => 'mine' })
  const theirs = (title: string): Shown => ({ title, sideFor: () => 'theirs' })
  // Of what is not here only a template says by itself what it looks like.
  if (!isHere) return resource === 'template' && kind === 'pull_create' ? [theirs('Will be')] : []
  if (kind === 'conflict')
    return deletedOn === null ? [mine('Mine, here'), theirs(`Theirs, at ${host}`)] : [mine('Here')]
  if (kind === 'pull_update') return [mine('Here now'), theirs('Will be')]
  return [mine('Here')]
}

interface DrawnProps extends Shown {
  operation: SyncOperation
  local: JsonObject | null
}

/** One picture. What would load from hosts nobody has approved yet is drawn only when asked for. */
function Drawn({ operation, local, title, sideFor }: DrawnProps) {
  const { resource, localUid, hosts, runsScripts, fields } = operation
  const definition = definitionWith(local ?? {}, fields, sideFor)
  const isTheirs = fields.some((field) => sideFor(field) === 'theirs')
  const reach = isTheirs ? reachWords(hosts, runsScripts) : null
  const [isApproved, setApproved] = useState(false)
  const isOffline = useIsOffline()
  const isOn = (reach === null || isApproved) && !isOffline
  const draw = (signal: AbortSignal) =>
    resource === 'template'
      ? drawTemplate(definition, localUid, signal)
      : drawBinding(definition, localUid ?? '', signal)
  const { answer, error, isAsking } = useSettled(JSON.stringify(definition), draw, REST_MS, isOn)
  return (
    <figure>
      <div className={styles.frame} data-busy={isAsking || undefined}>
        {answer !== null && error === null ? <img src={answer} alt={title} /> : null}
        {error !== null ? <p>{error.message}</p> : null}
        {answer === null && error === null && isOn ? <p>Drawing…</p> : null}
        {reach !== null && !isApproved ? (
          <div>
            <p>{reach}</p>
            <p>
              <Button onClick={() => setApproved(true)}>Draw it all the same</Button>
            </p>
          </div>
        ) : null}
      </div>
      <figcaption>{title}</figcaption>
    </figure>
  )
}

function reachWords(hosts: readonly string[], runsScripts: boolean): string | null {
  if (hosts.length === 0 && !runsScripts) return null
  const parts = [
    ...(hosts.length > 0 ? [`loads from ${hosts.join(', ')}`] : []),
    ...(runsScripts ? ['runs scripts'] : []),
  ]
  return `To be drawn it ${parts.join(' and ')}.`
}
