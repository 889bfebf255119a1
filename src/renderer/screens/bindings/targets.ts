import type { Binding } from '../../../shared/binding.ts'
import { useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { listed } from './listed.ts'

/** The selected ones of those that are listed: what is out of sight is not acted on. */
export function selectedBindings(): Binding[] {
  const { selected } = useBindingList.getState()
  if (selected.size === 0) return []
  const { byUid } = useBindings.getState()
  return listed().flatMap((uid) => (selected.has(uid) ? (byUid[uid] ?? []) : []))
}

/** What a key acts on: the selected ones, else that one. */
export function targetsOf(uid: string | undefined, selected = selectedBindings()): Binding[] {
  const one = uid === undefined ? undefined : useBindings.getState().byUid[uid]
  return selected.length > 0 ? selected : one ? [one] : []
}
