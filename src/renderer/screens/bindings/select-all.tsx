import { useEffect, useRef } from 'react'
import { selectOnly, useBindingList } from '../../stores/binding-list.ts'
import styles from './select-box.module.css'
import { useChosen } from './use-chosen.ts'

/** Selects all that are listed, or none. @param label shown beside it, where there is room for words */
export function SelectAll({ label }: { label?: string }) {
  const chosen = useChosen()
  const selected = useBindingList(({ selected }) => selected)
  const box = useRef<HTMLInputElement>(null)
  const count = selected.size === 0 ? 0 : chosen.filter((uid) => selected.has(uid)).length
  const isAll = count > 0 && count === chosen.length
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && !isAll
  }, [count, isAll])
  return (
    <label className={label ? `${styles.box} ${styles.labelled}` : styles.box}>
      <input
        ref={box}
        type="checkbox"
        checked={isAll}
        aria-label="Select all that are listed"
        onChange={() => selectOnly(isAll ? [] : chosen)}
      />
      {label}
    </label>
  )
}
