import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck, IconExclamationMark } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { focusHeading } from './components/focus-heading.ts'

export interface Notice {
  kind: 'done' | 'failed'
  text: string
  /** Takes back what was done. */
  undo?: () => Promise<void>
}

/** How long a notice stands while nobody is at it, in milliseconds: long enough to take back what was done, or to read. */
const STANDS_MS = 20_000
const BRIEF_MS = 8000
let lastId = 0

/** Tells once, at the corner of the desk, of something that was done or that failed. */
export function notify({ kind, text, undo }: Notice): void {
  const id = `notice-${++lastId}`
  const isDone = kind === 'done'
  const leave = () => notifications.hide(id)
  notifications.show({
    id,
    autoClose: isDone && !undo ? BRIEF_MS : STANDS_MS,
    withBorder: true,
    color: isDone ? 'accent' : 'bad',
    icon: isDone ? <IconCheck className="icon" /> : <IconExclamationMark className="icon" />,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    onClose: () => leaveNotice(),
    'data-kind': kind,
    message: undo ? <WithUndo text={text} undo={undo} leave={leave} /> : text,
  })
}

function WithUndo({ text, undo, leave }: { text: string; undo: () => Promise<void>; leave: () => void }) {
  const button = useRef<HTMLButtonElement>(null)
  // What was deleted took the focus with it; the way back is the nearest thing to go on from.
  useEffect(() => button.current?.focus(), [])
  return (
    <span className="notice-undo">
      <span>{text}</span>
      <Button
        ref={button}
        onClick={() => {
          leave()
          void undo()
        }}
      >
        Undo
      </Button>
    </span>
  )
}

/** A notice that goes while one is at it gives the focus to the heading of what is in sight. */
function leaveNotice(): void {
  if (document.activeElement?.closest('.mantine-Notifications-root')) focusHeading()
}
