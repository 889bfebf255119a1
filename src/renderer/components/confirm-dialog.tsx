import { Button, Group, Modal, Text } from '@mantine/core'

interface ConfirmDialogProps {
  isOpen: boolean
  title: string
  text: string
  /** What is done, as its button says it. */
  action: string
  /** Whether it takes something away for good. */
  isGrave?: boolean
  onClose(): void
  onConfirm(): void
}

/** Asks before what can't be taken back. */
export function ConfirmDialog({ isOpen, title, text, action, isGrave = true, onClose, onConfirm }: ConfirmDialogProps) {
  const confirm = () => {
    onClose()
    onConfirm()
  }
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <Text>{text}</Text>
      <Group justify="flex-end" mt="lg">
        <Button data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button variant="filled" {...(isGrave && { color: 'bad' })} onClick={confirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  )
}
