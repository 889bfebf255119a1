import { Button, Group, Modal, Text } from '@mantine/core'
import { leaveAnyway, stay, useLeaving } from '../stores/route.ts'

/** Asks before one leaves what is not saved. */
export function LeaveDialog() {
  const wanted = useLeaving(({ wanted }) => wanted)
  const unsaved = useLeaving(({ unsaved }) => unsaved)
  return (
    <Modal opened={wanted !== null} onClose={stay} title="Leave without saving?">
      <Text>{unsaved}</Text>
      <Group justify="flex-end" mt="lg">
        <Button data-autofocus onClick={stay}>
          Stay
        </Button>
        <Button variant="filled" color="bad" onClick={leaveAnyway}>
          Leave
        </Button>
      </Group>
    </Modal>
  )
}
