import { create } from 'zustand'
import { focusHeading } from '../../components/focus-heading.ts'

interface OpenMenu {
  uid: string | null
  /** Where it opens, in pixels of the window. */
  box: { left: number; top: number; width: number; height: number }
}

const NOWHERE = { left: 0, top: 0, width: 0, height: 0 }

/** The one menu of all rows: a menu for each would cost more than the rows. */
export const useOpenMenu = create<OpenMenu>(() => ({ uid: null, box: NOWHERE }))

/** Opens the menu of a binding under its button. */
export function openMenu(uid: string, button: Element): void {
  const { left, top, width, height } = button.getBoundingClientRect()
  useOpenMenu.setState({ uid, box: { left, top, width, height } })
}

export const openMenuAt = (uid: string, left: number, top: number): void =>
  useOpenMenu.setState({ uid, box: { left, top, width: 0, height: 0 } })

/** Closes it and gives the focus back to its row, or, where that is gone, to the heading. */
export function closeMenu(): void {
  const { uid } = useOpenMenu.getState()
  if (uid === null) return
  useOpenMenu.setState({ uid: null })
  const button = document.getElementById(`menu-${uid}`)
  if (button) button.focus()
  else focusHeading()
}
