import { Modal, type ModalProps } from '@mantine/core'
import { useEffect, useState } from 'react'

/** A dialog that is there only while it is open. What had the focus before has it again afterwards. */
export function PassingDialog(props: Omit<ModalProps, 'opened'>) {
  const [opener] = useState(openerNow)
  useEffect(() => () => giveBack(opener), [opener])
  return <Modal opened {...props} />
}

/** What has the focus; of a menu, whose items go as one is chosen, the button that opens it. */
function openerNow(): Element | null {
  const button = document.activeElement?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return button ? document.getElementById(button) : document.activeElement
}

/** Once the dialog is gone, and unless something else was given the focus. */
function giveBack(opener: Element | null): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus()
  })
}
