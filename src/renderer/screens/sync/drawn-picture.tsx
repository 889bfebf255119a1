import { Button } from '@mantine/core'
import { useState } from 'react'
import type { JsonObject } from '../../../shared/json.ts'
import type { SyncField, SyncOperation } from '../../../shared/sync.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { useSettled } from '../template-editor/use-settled.ts'
import type { Side } from './decisions.ts'
import { definitionWith } from './definition.ts'
import { drawBinding, drawnFrom, drawTemplate } from './draw-definition.ts'
import styles from './operation-panel.module.css'

/** Decisions rest so long before a picture of them is drawn, in milliseconds. */
const REST_MS = 200

interface DrawnPictureProps {
  operation: SyncOperation
  /** The object as it is here; null where there is none. */
  local: JsonObject | null
  title: string
  sideFor(field: SyncField): Side
}

/** One picture. What would load from hosts that nobody has approved yet is drawn only when asked for. */
export function DrawnPicture({ operation, local, title, sideFor }: DrawnPictureProps) {
  const { resource, localUid, hosts, runsScripts, fields } = operation
  const definition = definitionWith(local ?? {}, fields, sideFor)
  const isTheirs = fields.some((field) => sideFor(field) === 'theirs')
  const reach = isTheirs ? reachWords(hosts, runsScripts) : null
  const [isApproved, setApproved] = useState(false)
  const isOffline = useIsOffline()
  const isWaiting = reach !== null && !isApproved
  const draw = (signal: AbortSignal) =>
    resource === 'template'
      ? drawTemplate(definition, localUid, signal)
      : drawBinding(definition, localUid ?? '', signal)
  const { answer, error } = useSettled(drawnFrom(definition), draw, REST_MS, !isWaiting && !isOffline)
  return (
    <figure>
      <div className={styles.frame}>
        {isWaiting ? (
          <div>
            <p>{reach}</p>
            <p>
              <Button onClick={() => setApproved(true)}>Draw it all the same</Button>
            </p>
          </div>
        ) : error !== null ? (
          <p>{error.message}</p>
        ) : answer === null ? (
          <p>Drawing…</p>
        ) : (
          <img src={answer} alt={title} />
        )}
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
