import type { Binding } from '../../../shared/binding.ts'
import { deleteBindings } from '../../binding-actions.ts'
import { goTo, paths } from '../../stores/route.ts'

/** Deletes them, and leaves the one that is open where it is among them. */
export async function deleteAndLeave(bindings: readonly Binding[]): Promise<void> {
  await deleteBindings(bindings)
  if (bindings.some(({ uid }) => location.hash === paths.bindings(uid))) goTo(paths.bindings())
}
