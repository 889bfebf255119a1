import type { Binding } from '../shared/binding.ts'
import { ApiError, inTurns } from './api/ask.ts'
import { bindingsApi } from './api/bindings.ts'
import { notify } from './notify.tsx'
import { reachBinding } from './reach-binding.ts'
import { dropBinding, endRefreshing, markRefreshing, putBinding, takeBindings } from './stores/bindings.ts'
import { useBulk } from './stores/bulk.ts'
import { telling } from './telling.ts'

/** What people do with bindings, one or many. None throws: what went wrong is said in a notice. */

type Many = readonly Binding[]

export const refreshBinding = (binding: Binding): Promise<void> => refreshBindings([binding])
export const pauseBinding = (binding: Binding): Promise<void> => pauseBindings([binding])
export const resumeBinding = (binding: Binding): Promise<void> => resumeBindings([binding])

export async function refreshBindings(bindings: Many): Promise<void> {
  const active = bindings.filter(({ status }) => status !== 'paused')
  await doEach('Refreshing', active, async ({ uid }) => {
    // Marked before the farm is asked, since the event that ends it may come before the answer.
    markRefreshing(uid, null)
    await bindingsApi.refresh(uid).catch((error) => {
      endRefreshing(uid)
      throw error
    })
  })
}

export async function pauseBindings(bindings: Many): Promise<void> {
  const running = bindings.filter(({ status }) => status !== 'paused')
  takeBindings(await doEach('Pausing', running, ({ uid }) => bindingsApi.pause(uid)))
  for (const { uid } of running) endRefreshing(uid)
}

export async function resumeBindings(bindings: Many): Promise<void> {
  const paused = bindings.filter(({ status }) => status === 'paused')
  takeBindings(await doEach('Resuming', paused, ({ uid }) => bindingsApi.resume(uid)))
}

/** Deletes them, with one way back for all. */
export async function deleteBindings(bindings: Many): Promise<void> {
  const gone = await doEach('Deleting', bindings, async (binding) => {
    await bindingsApi.remove(binding.uid)
    return binding
  })
  for (const { uid } of gone) dropBinding(uid)
  if (gone.length > 0) notify({ kind: 'done', text: `Deleted ${named(gone)}.`, undo: () => restoreBindings(gone) })
}

/** Brings back one that was deleted, here or elsewhere. @returns whether it is there again */
export const bringBack = (uid: string): Promise<boolean> =>
  telling('Bringing it back', async () => {
    const back = await bindingsApi.restore(uid).catch((error: Error) => {
      const isUnknown = error instanceof ApiError && error.status === 404
      throw isUnknown ? new Error('No binding of this address was deleted in the last 30 days.') : error
    })
    putBinding(back)
  })

async function restoreBindings(bindings: Many): Promise<void> {
  const back = await doEach('Bringing back', bindings, ({ uid }) => bindingsApi.restore(uid))
  takeBindings(back)
  const [first] = back
  if (first) reachBinding(first.uid)
}

/** Makes another like it, and gives its uid. A credential does not come along: the farm tells it to nobody. */
export async function duplicateBinding(binding: Binding): Promise<string | null> {
  const [copy] = await doEach('Duplicating', [binding], (each) => bindingsApi.duplicate(each))
  if (!copy) return null
  putBinding(copy)
  const secret = copy.needs_secret ? ' Its credential must be given again.' : ''
  notify({ kind: 'done', text: `Made “${copy.name}”.${secret}` })
  return copy.uid
}

/** Does it with each, a few at a time, says what failed in one notice, and gives what came of the others. */
async function doEach<R>(doing: string, bindings: Many, work: (binding: Binding) => Promise<R>): Promise<R[]> {
  const failures: { binding: Binding; message: string }[] = []
  const total = bindings.length
  let done = 0
  const results = await inTurns(bindings, async (binding): Promise<R[]> => {
    try {
      return [await work(binding)]
    } catch (error) {
      failures.push({ binding, message: (error as Error).message })
      return []
    } finally {
      done++
      if (total > 1) useBulk.setState({ bulk: { doing, done, total } })
    }
  })
  if (total > 1) useBulk.setState({ bulk: null })
  tellFailures(doing, failures, total)
  return results.flat()
}

function tellFailures(doing: string, failures: readonly { binding: Binding; message: string }[], total: number): void {
  const [first] = failures
  if (!first) return
  const what = total === 1 ? `“${first.binding.name}”` : `${failures.length} of ${total} bindings`
  notify({ kind: 'failed', text: `${doing} ${what} failed. ${first.message}` })
}

/** “Weather”, or 12 bindings. */
const named = (bindings: Many): string =>
  bindings.length === 1 ? `“${bindings[0]?.name}”` : `${bindings.length.toLocaleString()} bindings`
