import { Button, Group, getDefaultZIndex, Modal, Text } from '@mantine/core'
import { leaveAnyway, stay, useLeaving } from '../stores/route.ts'

/** Over the form that one is about to close. */
const ABOVE = getDefaultZIndex('overlay')

/** Asks before one leaves what is not saved. */
export function LeaveDialog() {
  const wanted = useLeaving(({ wanted }) => wanted)
  const unsaved = useLeaving(({ unsaved }) => unsaved)
  // Once the key is over: a dialog that lies under this one hears Escape too, and must still see that it is covered.
  const close = () => setTimeout(stay)
  return (
    <Modal opened={wanted !== null} onClose={close} title="Leave without saving?" zIndex={ABOVE}>
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
