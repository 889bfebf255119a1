import { Button, Checkbox } from '@mantine/core'
import type { SyncOperation } from '../../../shared/sync.ts'
import { Caution } from '../../components/caution.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { paths } from '../../stores/route.ts'
import { tickCredentials, useSync } from '../../stores/sync.ts'
import { useTemplates } from '../../stores/templates.ts'
import { holdStep, hostWords, kindWords } from '../../words/sync.ts'
import { DecideConflict } from './decide-conflict.tsx'
import { FieldList } from './field-list.tsx'
import { KindIcon } from './kind-icon.tsx'
import styles from './operation-panel.module.css'
import { OperationPictures } from './operation-pictures.tsx'

/** One operation: why, what it writes, and what there is to decide. */
export function OperationPanel({ operation }: { operation: SyncOperation }) {
  const host = useSync(({ status }) => hostWords(status?.account?.baseUrl ?? ''))
  const { name, kind, reason } = operation
  return (
    <aside className={`detail ${styles.panel}`} aria-label={name} data-pane>
      <PanelHead title={name} list={{ label: 'All changes', path: paths.sync() }}>
        <OpenIt operation={operation} />
      </PanelHead>
      <div className={styles.why}>
        <p className={styles.kind}>
          <KindIcon operation={operation} /> {kindWords(operation, host)}
        </p>
        <p>
          {reason} {holdStep(operation, host)}
        </p>
        {operation.hold === 'private_source' ? <a href={paths.settings('syncAccount')}>Account</a> : null}
      </div>
      <Approved operation={operation} />
      <SendCredential operation={operation} host={host} />
      {kind === 'conflict' ? <DecideConflict operation={operation} host={host} /> : null}
      <OperationPictures operation={operation} host={host} />
      <FieldList operation={operation} host={host} />
    </aside>
  )
}

function OpenIt({ operation: { resource, localUid } }: { operation: SyncOperation }) {
  const isBinding = useBindings(({ byUid }) => localUid !== null && localUid in byUid)
  const isTemplate = useTemplates(({ byUid }) => localUid !== null && localUid in byUid)
  if (localUid === null || !(resource === 'binding' ? isBinding : isTemplate)) return null
  return (
    <Button component="a" href={resource === 'binding' ? paths.bindings(localUid) : paths.template(localUid)}>
      Open the {resource}
    </Button>
  )
}

/** What is approved with a template that comes down. */
function Approved({ operation: { hosts, runsScripts } }: { operation: SyncOperation }) {
  const cautions = [
    ...(hosts.length > 0 ? [`It loads from ${hosts.join(', ')}.`] : []),
    ...(runsScripts ? ['It runs scripts, which may load from other hosts.'] : []),
  ]
  if (cautions.length === 0) return null
  return <Caution text={`${cautions.join(' ')} Syncing it approves that.`} />
}

function SendCredential({ operation, host }: { operation: SyncOperation; host: string }) {
  const { hasCredentials, localUid } = operation
  const isSent = useSync(({ sendCredentials }) => localUid !== null && sendCredentials.has(localUid))
  if (!hasCredentials || localUid === null) return null
  return (
    <Checkbox
      label="Send its credential along"
      description={`It stays on this machine unless you tick this. Without it ${host} can’t ask the source.`}
      checked={isSent}
      onChange={({ currentTarget }) => tickCredentials(localUid, currentTarget.checked)}
    />
  )
}
