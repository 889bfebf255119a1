import { Button } from '@mantine/core'
import { type NotificationData, notifications, notificationsStore } from '@mantine/notifications'
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
/** As many are seen at a time. */
export const MOST_NOTICES = 5
let lastId = 0

/** Tells once, at the corner of the desk, of something that was done or that failed. What it gives takes the notice away. */
export function notify({ kind, text, undo }: Notice): () => void {
  const id = `notice-${++lastId}`
  const isDone = kind === 'done'
  const autoClose = isDone && !undo ? BRIEF_MS : STANDS_MS
  const leave = () => notifications.hide(id)
  const notice: NotificationData = {
    id,
    autoClose,
    withBorder: true,
    color: isDone ? 'accent' : 'bad',
    icon: isDone ? <IconCheck className="icon" /> : <IconExclamationMark className="icon" />,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    onClose: () => leaveNotice(id),
    // The library waits for a pointer alone.
    onFocusCapture: () => notifications.update({ ...notice, autoClose: false }),
    onBlurCapture: () => notifications.update(notice),
    'data-kind': kind,
    message: undo ? <WithUndo text={text} undo={undo} leave={leave} /> : text,
  }
  makeRoom()
  notifications.show(notice)
  return leave
}

/** The newest is told at once, in the place of the oldest: one that had to wait would come when it is no longer meant. */
function makeRoom(): void {
  const { notifications: shown } = notificationsStore.getState()
  const [oldest] = shown
  if (shown.length >= MOST_NOTICES && oldest?.id) notifications.hide(oldest.id)
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
function leaveNotice(id: string): void {
  if (document.getElementById(id)?.contains(document.activeElement)) focusHeading()
}
