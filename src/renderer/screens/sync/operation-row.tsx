import { IconKey, IconLayoutGrid, IconTemplate } from '@tabler/icons-react'
import { type CSSProperties, memo } from 'react'
import type { SyncOperation } from '../../../shared/sync.ts'
import listRow from '../../components/list-row.module.css'
import { paths } from '../../stores/route.ts'
import { useSync } from '../../stores/sync.ts'
import { hostWords, kindWords } from '../../words/sync.ts'
import { decisionWords } from './decision-words.ts'
import { KindIcon } from './kind-icon.tsx'
import styles from './plan-list.module.css'

interface OperationRowProps {
  operation: SyncOperation
  place: CSSProperties
  isOpen: boolean
  /** Where the keyboard is. */
  isCurrent: boolean
}

/** An operation as a line: what it is about, what it does, and why. */
export const OperationRow = memo(function OperationRow({ operation, place, isOpen, isCurrent }: OperationRowProps) {
  const { id, name, resource, reason } = operation
  const host = useSync(({ status }) => hostWords(status?.account?.baseUrl ?? ''))
  const kind = kindWords(operation, host)
  const ResourceIcon = resource === 'binding' ? IconLayoutGrid : IconTemplate
  return (
    <li
      className={`${listRow.row} ${styles.row}`}
      data-kind={operation.kind}
      data-open={isOpen || undefined}
      style={place}
    >
      <span className={styles.kind} title={kind}>
        <KindIcon operation={operation} />
      </span>
      <a
        id={`open-${id}`}
        className={`${listRow.name} ${styles.name}`}
        href={paths.sync(id)}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        title={name}
      >
        <ResourceIcon className="icon" aria-hidden />
        <bdi>{name}</bdi>
        <span className="visually-hidden">, {resource}</span>
      </a>
      <span className={styles.mark}>
        <Mark operation={operation} />
      </span>
      <span className={styles.reason} title={reason}>
        <span className={styles.does}>{kind}.</span> {reason}
      </span>
    </li>
  )
}, isSame)

function Mark({ operation }: { operation: SyncOperation }) {
  const resolution = useSync(({ resolutions }) => resolutions[operation.id])
  const isSent = useSync(({ sendCredentials }) => sendCredentials.has(operation.localUid ?? ''))
  if (operation.kind === 'conflict') return decisionWords(operation, resolution)
  if (!operation.hasCredentials) return null
  return (
    <>
      <IconKey className="icon" aria-hidden /> {isSent ? 'Credential goes along' : 'Credential stays'}
    </>
  )
}

/** The place is a new object each time; a row is drawn again only where it differs. */
function isSame(a: OperationRowProps, b: OperationRowProps): boolean {
  return (
    a.operation === b.operation &&
    a.isOpen === b.isOpen &&
    a.isCurrent === b.isCurrent &&
    a.place.transform === b.place.transform &&
    a.place.height === b.place.height
  )
}
