import type { Binding } from '../shared/binding.ts'
import { bindingsApi } from './api/bindings.ts'
import { notify } from './notify.tsx'
import { dropBinding, markRefreshing, putBinding } from './stores/bindings.ts'

/** What people do with a binding. None throws: what went wrong is said in a notice. */

export async function refreshBinding({ uid, name }: Binding): Promise<void> {
  // Marked before the farm is asked, since the event that ends it may come before the answer.
  markRefreshing(uid, true)
  await telling(`Refreshing “${name}”`, async () => {
    await bindingsApi.refresh(uid).catch((error) => {
      markRefreshing(uid, false)
      throw error
    })
  })
}

export const pauseBinding = ({ uid, name }: Binding): Promise<void> =>
  telling(`Pausing “${name}”`, async () => {
    putBinding(await bindingsApi.pause(uid))
    // A run that is cancelled ends without an event.
    markRefreshing(uid, false)
  })

export const resumeBinding = ({ uid, name }: Binding): Promise<void> =>
  telling(`Resuming “${name}”`, async () => putBinding(await bindingsApi.resume(uid)))

export const deleteBinding = ({ uid, name }: Binding): Promise<void> =>
  telling(`Deleting “${name}”`, async () => {
    await bindingsApi.remove(uid)
    dropBinding(uid)
    notify({ kind: 'done', text: `Deleted “${name}”.`, undo: () => restoreBinding(uid, name) })
  })

const restoreBinding = (uid: string, name: string): Promise<void> =>
  telling(`Bringing “${name}” back`, async () => putBinding(await bindingsApi.restore(uid)))

async function telling(what: string, action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    notify({ kind: 'failed', text: `${what} failed. ${(error as Error).message}` })
  }
}
