import { Button, type ButtonProps } from '@mantine/core'
import { type ComponentProps, useLayoutEffect, useRef } from 'react'

type BusyButtonProps = ButtonProps & Pick<ComponentProps<'button'>, 'onClick' | 'title' | 'aria-label'>

/** A button that is out of use while it works, and has the focus again afterwards. */
export function BusyButton(props: BusyButtonProps) {
  const { loading = false } = props
  const button = useRef<HTMLButtonElement>(null)
  const hadFocus = useRef(false)
  useLayoutEffect(() => {
    const active = document.activeElement
    if (loading) hadFocus.current = active === button.current
    else if (hadFocus.current && active === document.body) button.current?.focus({ preventScroll: true })
  }, [loading])
  return <Button ref={button} {...props} />
}
