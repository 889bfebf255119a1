import { useBindingList } from './stores/binding-list.ts'

/** Has the keys of the list go on from a binding, which gets the focus unless something else has it. */
export function reachBinding(uid: string): void {
  useBindingList.setState({ cursor: uid })
  requestAnimationFrame(() => {
    if (document.activeElement?.matches('body, h1')) document.getElementById(`open-${uid}`)?.focus()
  })
}
