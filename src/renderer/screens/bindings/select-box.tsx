import type { MouseEvent } from 'react'
import { selectRange, toggleSelected, useBindingList } from '../../stores/binding-list.ts'
import { listed } from './listed.ts'
import styles from './select-box.module.css'

/** Takes a binding into the selection; with Shift all from the last one on. */
export function SelectBox({ uid, name, isReached }: { uid: string; name: string; isReached: boolean }) {
  const isSelected = useBindingList(({ selected }) => selected.has(uid))
  const select = ({ shiftKey }: MouseEvent) => (shiftKey ? selectRange(uid, listed()) : toggleSelected(uid))
  return (
    <label className={styles.box}>
      <input
        type="checkbox"
        checked={isSelected}
        tabIndex={isReached ? 0 : -1}
        aria-label={`Select ${name}`}
        onClick={select}
        onChange={() => {}}
      />
    </label>
  )
}
