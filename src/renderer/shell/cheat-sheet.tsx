import { Kbd, Modal } from '@mantine/core'
import { create } from 'zustand'
import { SHORTCUTS } from './keys.ts'

const useSheet = create<{ isOpen: boolean }>(() => ({ isOpen: false }))

export const showShortcuts = (): void => useSheet.setState({ isOpen: true })

/** Every key there is. */
export function CheatSheet() {
  const isOpen = useSheet(({ isOpen }) => isOpen)
  return (
    <Modal opened={isOpen} onClose={() => useSheet.setState({ isOpen: false })} title="Keyboard shortcuts" size="auto">
      <div className="cheat-sheet">
        {SHORTCUTS.map(({ title, shortcuts }) => (
          <section key={title}>
            <h2>{title}</h2>
            <dl>
              {shortcuts.map(({ keys, does }) => (
                <div key={does}>
                  <dt>
                    {keys.map((key) => (
                      <Kbd key={key} size="xs">
                        {key}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
