import { Button, Group, Modal } from '@mantine/core'
import type { SyncOperation } from '../../../shared/sync.ts'
import { counted } from '../../words/number.ts'
import type { Deletions } from './deletions.ts'
import styles from './plan-head.module.css'

interface DeleteManyDialogProps {
  isOpen: boolean
  deletions: Deletions
  host: string
  onClose(): void
  onConfirm(): void
}

/** Asks before many objects are deleted: how many, where, and which. */
export function DeleteManyDialog({
  isOpen,
  deletions: { there, here },
  host,
  onClose,
  onConfirm,
}: DeleteManyDialogProps) {
  const total = there.length + here.length
  const confirm = () => {
    onClose()
    onConfirm()
  }
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Delete ${counted(total, 'object')}?`}>
      <div className={styles.asked}>
        <Named where={`at ${host}`} operations={there} />
        <Named where="here" operations={here} />
        <p>
          That is many at once. If it is not what you did, cancel and look at the other side first: a wrong key, an
          empty account or a list that was cut can look like this.
        </p>
        {here.length > 0 ? <p className="faint">What goes here can be brought back by “Undo the last sync”.</p> : null}
      </div>
      <Group justify="flex-end" mt="lg">
        <Button data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button variant="filled" color="bad" onClick={confirm}>
          Sync and delete {total.toLocaleString()}
        </Button>
      </Group>
    </Modal>
  )
}

/** Names that are shown as examples. */
const EXAMPLES = 5

function Named({ where, operations }: { where: string; operations: readonly SyncOperation[] }) {
  if (operations.length === 0) return null
  const more = operations.length - EXAMPLES
  const bindings = operations.filter(({ resource }) => resource === 'binding').length
  const parts = [
    ...(bindings > 0 ? [counted(bindings, 'binding')] : []),
    ...(operations.length > bindings ? [counted(operations.length - bindings, 'template')] : []),
  ]
  return (
    <div>
      <p>
        <strong>
          {parts.join(' and ')} {where}:
        </strong>
      </p>
      <ul className={styles.examples}>
        {operations.slice(0, EXAMPLES).map(({ id, name }) => (
          <li key={id}>
            <bdi>{name}</bdi>
          </li>
        ))}
        {more > 0 ? <li className="faint">and {more.toLocaleString()} more</li> : null}
      </ul>
    </div>
  )
}
