import { useEffect, useRef } from 'react'
import { useEscape } from '../../components/use-escape.ts'
import { selectOnly, useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { goTo, paths } from '../../stores/route.ts'
import { BindingDetail } from './binding-detail.tsx'
import { BindingsPane } from './bindings-pane.tsx'

/** All bindings and, beside or over them, the one that is open. */
export function BindingsScreen({ uid }: { uid: string | null }) {
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  useReturnOfFocus(uid)
  useEscape(() => closeLayer(uid !== null))
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

/** Closes one layer: the detail, then the selection. */
function closeLayer(isOpen: boolean): void {
  if (isOpen) goTo(paths.bindings())
  else selectOnly([])
}
