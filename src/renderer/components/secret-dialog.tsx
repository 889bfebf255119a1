import { Button, Group, Modal, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'
import styles from './secret-dialog.module.css'

interface SecretDialogProps {
  title: string
  /** Null while there is none to show. */
  secret: string | null
  about: string
  onClose(): void
}

/** Shows a secret that can't be shown again; it stays until it is put away on purpose. */
export function SecretDialog({ title, secret, about, onClose }: SecretDialogProps) {
  return (
    <Modal opened={secret !== null} onClose={onClose} title={title} closeOnClickOutside={false} withCloseButton={false}>
      <Text>{about}</Text>
      <div className={styles.secret}>
        <code>{secret}</code>
        <CopyButton text={secret ?? ''} label="Copy" name="Copy the secret" />
      </div>
      <Text className="faint">It is not shown again. Keep it where the other side reads it.</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="filled" onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </Modal>
  )
}
