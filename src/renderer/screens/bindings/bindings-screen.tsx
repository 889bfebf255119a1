import { useEffect, useRef } from 'react'
import { selectOnly, useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { goTo, paths } from '../../stores/route.ts'
import { BindingDetail } from './binding-detail.tsx'
import { BindingsPane } from './bindings-pane.tsx'
import { isCovered } from './layers.ts'

/** All bindings and, beside or over them, the one that is open. */
export function BindingsScreen({ uid }: { uid: string | null }) {
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  useReturnOfFocus(uid)
  useEscape(uid !== null)
  return (
    <div className={uid === null ? 'bindings' : 'bindings with-detail'}>
      <BindingsPane openUid={uid} />
      {uid === null || !isLoaded ? null : <BindingDetail key={uid} uid={uid} />}
    </div>
  )
}

/** Closing the detail gives the focus back to the binding that it was opened from. */
function useReturnOfFocus(uid: string | null): void {
  const before = useRef(uid)
  useEffect(() => {
    const left = before.current
    before.current = uid
    if (uid === null && left !== null) document.getElementById(`open-${left}`)?.focus()
    if (uid !== null) useBindingList.setState({ cursor: uid })
  }, [uid])
}

/** Escape closes one layer: a menu, which does so by itself, then the detail, then the selection. */
function useEscape(isOpen: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || isCovered()) return
      // What is typed into the filter goes before all.
      if (event.target instanceof HTMLInputElement && event.target.type === 'search' && event.target.value !== '')
        return
      if (isOpen) goTo(paths.bindings())
      else selectOnly([])
    }
    // Before anyone below has answered: by then a menu would be gone.
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [isOpen])
}
