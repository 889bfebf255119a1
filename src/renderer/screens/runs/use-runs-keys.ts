import { type MouseEvent, useEffect, useRef } from 'react'
import { refreshBindings } from '../../binding-actions.ts'
import { takesText } from '../../components/takes-text.ts'
import { isCovered } from '../../components/use-escape.ts'
import { notify } from '../../notify.tsx'
import { DELETE_KEYS } from '../../shell/keys.ts'
import { useFarm } from '../../stores/farm.ts'
import { selectRunsTo, toggleRun } from '../../stores/run-selection.ts'
import { targetsOf } from './run-targets.ts'

export interface RunsKeys {
  /** The runs in the list's order. */
  ids: readonly string[]
  /** The run that the keys are at. */
  current: string | null
  openId: string | null
}

/** The keys of the list but for those that move in it, for as long as the screen stands. */
export function useRunsKeys(keys: RunsKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isCovered()) return
      if (answerKey(event, latest.current)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

/** Whether the key meant something here. */
function answerKey(event: KeyboardEvent, { ids, current, openId }: RunsKeys): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event
  const at = runAt(target)
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'r') {
    if (useFarm.getState().connection !== 'lost') void refreshBindings(targetsOf(at ?? openId ?? current))
    return true
  }
  if (at === null || ctrlKey || metaKey || altKey || takesText(target)) return false
  if (key === ' ') {
    if (shiftKey) selectRunsTo(at, ids)
    else toggleRun(at)
    return true
  }
  if (!DELETE_KEYS.includes(key)) return false
  const text = 'A run is what has happened, and can’t be deleted. The last 500 of each binding are kept.'
  notify({ kind: 'failed', text })
  return true
}

/** With Shift or Ctrl a click selects; else it opens. */
export function selectByClick(event: MouseEvent, ids: readonly string[]): void {
  const id = runAt(event.target)
  if (id === null || !(event.shiftKey || event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  if (event.shiftKey) selectRunsTo(id, ids)
  else toggleRun(id)
}

const runAt = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-run]')?.dataset.run ?? null) : null
