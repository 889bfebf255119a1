import type { Binding } from '../../../shared/binding.ts'
import { deleteBindings } from '../../binding-actions.ts'
import { useBindingList } from '../../stores/binding-list.ts'
import { goTo, paths } from '../../stores/route.ts'
import { listed } from './listed.ts'

/** Deletes them, and leaves the one that is open where it is among them. */
export async function deleteAndLeave(bindings: readonly Binding[]): Promise<void> {
  keepPlace(new Set(bindings.map(({ uid }) => uid)))
  await deleteBindings(bindings)
  if (bindings.some(({ uid }) => location.hash === paths.bindings(uid))) goTo(paths.bindings())
}

/** The keys go on from the next one that stays, or else from the one before. */
function keepPlace(gone: ReadonlySet<string>): void {
  const { cursor } = useBindingList.getState()
  if (cursor === null || !gone.has(cursor)) return
  const uids = listed()
  const at = uids.indexOf(cursor)
  const stays = (uid: string) => !gone.has(uid)
  useBindingList.setState({ cursor: uids.slice(at).find(stays) ?? uids.slice(0, at).findLast(stays) ?? null })
}
