import { useBindingList } from '../../stores/binding-list.ts'
import { paths } from '../../stores/route.ts'

interface BindingLinkProps {
  uid: string
  name: string
  isOpen: boolean
  isReached: boolean
}

/** The name of a binding, by which it is opened. The focus of the list lies on one of them. */
export function BindingLink({ uid, name, isOpen, isReached }: BindingLinkProps) {
  return (
    <a
      id={`open-${uid}`}
      href={paths.bindings(uid)}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={isReached ? 0 : -1}
      title={name}
      draggable={false}
      onFocus={() => useBindingList.setState({ cursor: uid })}
    >
      {name}
    </a>
  )
}
