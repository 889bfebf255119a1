import type { JsonObject } from '../../../shared/json.ts'
import type { SyncField, SyncOperation } from '../../../shared/sync.ts'
import { Thumbnail } from '../../components/thumbnail.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { useSync } from '../../stores/sync.ts'
import { useTemplates } from '../../stores/templates.ts'
import { decidedOf, type Side, sideOf } from './decisions.ts'
import { changedSide } from './definition.ts'
import { DrawnPicture } from './drawn-picture.tsx'
import styles from './operation-panel.module.css'

/** What it looks like on either side, and as it was decided. All are drawn here, with the same data. */
export function OperationPictures({ operation, host }: { operation: SyncOperation; host: string }) {
  const resolution = useSync(({ resolutions }) => resolutions[operation.id])
  const local = useLocal(operation)
  const { kind, deletedOn } = operation
  const shown = picturesOf(operation, local !== null, host)
  if (shown.length === 0) return null
  if (operation.resource === 'binding' && shown.length === 1) return <OwnPicture uid={operation.localUid} />
  const isMixed =
    kind === 'conflict' &&
    deletedOn === null &&
    typeof resolution === 'object' &&
    decidedOf(operation, resolution).decided > 0
  const decidedSide = (field: SyncField): Side =>
    field.isConflict ? (sideOf(resolution, field.path) ?? 'mine') : changedSide(field)
  return (
    <section className="block">
      <h2>{shown.length === 1 ? 'Picture' : 'Pictures'}</h2>
      <div className={styles.pictures}>
        {shown.map(({ title, sideFor }) => (
          <DrawnPicture key={title} operation={operation} local={local} title={title} sideFor={sideFor} />
        ))}
        {isMixed ? (
          <DrawnPicture operation={operation} local={local} title="As you decided" sideFor={decidedSide} />
        ) : null}
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

/** Of one side there is nothing to compare: it is the picture that is served. */
function OwnPicture({ uid }: { uid: string | null }) {
  const binding = useBindings(({ byUid }) => (uid === null ? undefined : byUid[uid]))
  if (!binding) return null
  return (
    <section className="block">
      <h2>Picture</h2>
      <div className={styles.pictures}>
        <div className={styles.frame}>
          <Thumbnail binding={binding} />
        </div>
      </div>
    </section>
  )
}
