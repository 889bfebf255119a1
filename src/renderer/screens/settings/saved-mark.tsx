import { IconCircleCheck } from '@tabler/icons-react'
import styles from './saved-mark.module.css'
import type { Saving } from './use-saving.ts'

/** Says that it was saved, to those who see and to those who listen. */
export function SavedMark({ state, done = 'Saved' }: { state: Saving['state']; done?: string }) {
  return (
    <span role="status" className={styles.mark}>
      {state === 'saving' ? 'Saving…' : null}
      {state === 'saved' ? (
        <>
          <IconCircleCheck className={`icon ${styles.check}`} aria-hidden /> {done}
        </>
      ) : null}
    </span>
  )
}
