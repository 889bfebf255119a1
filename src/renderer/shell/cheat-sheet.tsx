import { Modal } from '@mantine/core'
import { create } from 'zustand'
import { ShortcutSheet } from './shortcut-sheet.tsx'

const useSheet = create<{ isOpen: boolean }>(() => ({ isOpen: false }))

export const showShortcuts = (): void => useSheet.setState({ isOpen: true })

/** Every key there is, over whatever is in sight. */
export function CheatSheet() {
  const isOpen = useSheet(({ isOpen }) => isOpen)
  return (
    <Modal opened={isOpen} onClose={() => useSheet.setState({ isOpen: false })} title="Keyboard shortcuts" size="auto">
      <ShortcutSheet Heading="h2" />
    </Modal>
  )
}
