import { useEffect } from 'react'
import { useEscape } from '../../components/use-escape.ts'
import { useFilterInAddress } from '../../components/use-filter-in-address.ts'
import { useFocusBack } from '../../components/use-focus-back.ts'
import { selectOnly, useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { goTo, paths } from '../../stores/route.ts'
import type { CloudState } from '../../words/sync.ts'
import { BindingDetail } from './binding-detail.tsx'
import { BindingsPane } from './bindings-pane.tsx'

interface BindingsScreenProps {
  uid: string | null
  /** What the address narrows the list down by. */
  cloud: CloudState | null
}

/** All bindings and, beside or over them, the one that is open. */
export function BindingsScreen({ uid, cloud }: BindingsScreenProps) {
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  const chosen = useBindingList(({ cloud }) => cloud)
  useFilterInAddress({
    named: cloud,
    chosen,
    choose: (cloud) => useBindingList.setState({ cloud }),
    pathOf: paths.bindingsInSync,
    isList: uid === null,
  })
  useFocusBack(uid)
  useEffect(() => {
    if (uid !== null) useBindingList.setState({ cursor: uid })
  }, [uid])
  useEscape(() => closeLayer(uid !== null))
  return (
    <div className={uid === null ? 'bindings' : 'bindings with-detail'}>
      <BindingsPane openUid={uid} />
      {uid === null || !isLoaded ? null : <BindingDetail key={uid} uid={uid} />}
    </div>
  )
}

/** Closes one layer: the detail, then the selection. */
function closeLayer(isOpen: boolean): void {
  if (isOpen) goTo(paths.bindings())
  else selectOnly([])
}
