import { useEffect, useRef, useState } from 'react'
import { dismiss, type Notice, useNotices } from '../stores/notices.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** How long a notice stands when nobody is at it, in milliseconds. */
const STANDS_MS = 20_000

export function Notices() {
  const notices = useNotices(({ notices }) => notices)
  return (
    <section className="notices" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </section>
  )
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { id, kind, text, undo } = notice
  const undoButton = useRef<HTMLDivElement>(null)
  const [isHeld, setHeld] = useState(false)
  // What was deleted took the focus with it; the way back is the nearest thing to go on from.
  useEffect(() => undoButton.current?.querySelector('button')?.focus(), [])
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => dismiss(id), STANDS_MS)
    return () => clearTimeout(timer)
  }, [id, isHeld])
  const leave = () => {
    dismiss(id)
    // On a narrow window the list, with its heading, is hidden under what is open.
    const headings = [...document.querySelectorAll('h1')]
    headings.find((heading) => heading.checkVisibility())?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits longer while someone is at it
    <div
      className="notice"
      data-kind={kind}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
    >
      <Icon name={kind === 'failed' ? 'bad' : 'good'} />
      <p>{text}</p>
      {undo ? (
        <div ref={undoButton}>
          <button
            type="button"
            className="button"
            onClick={() => {
              leave()
              void undo()
            }}
          >
            Undo
          </button>
        </div>
      ) : null}
      <Button icon="close" label="Dismiss" iconOnly onClick={leave} />
    </div>
  )
}
