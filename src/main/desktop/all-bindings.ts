import type { BindingStatus } from '../../shared/binding.ts'
import { Problem } from '../../shared/errors.ts'
import type { Bindings } from '../bindings/bindings.ts'
import type { BindingWithState } from '../db/bindings.ts'

/** As many as are read at once. */
const PAGE = 100

export async function everyBinding(bindings: Bindings, status?: BindingStatus): Promise<BindingWithState[]> {
  const all: BindingWithState[] = []
  for (let page = 1; ; page++) {
    const { bindings: some, total } = await bindings.list({ page, limit: PAGE, status })
    all.push(...some)
    if (some.length === 0 || all.length >= total) return all
  }
}

/** Pauses all that are not paused. @returns the uids of those, so that no other is resumed */
export async function pauseAll(bindings: Bindings): Promise<string[]> {
  const running = (await everyBinding(bindings)).filter(({ state }) => state.status !== 'paused')
  const uids = running.map(({ binding }) => binding.uid)
  await forEach(uids, (uid) => bindings.update(uid, { status: 'paused' }))
  return uids
}

export const resumeThese = (bindings: Bindings, uids: readonly string[]): Promise<void> =>
  forEach(uids, (uid) => bindings.update(uid, { status: 'active' }))

/** Asks for a refresh of all that are not paused. */
export async function refreshAll(bindings: Bindings): Promise<void> {
  const running = (await everyBinding(bindings)).filter(({ state }) => state.status !== 'paused')
  await forEach(
    running.map(({ binding }) => binding.uid),
    (uid) => bindings.refresh(uid, false),
  )
}

/** One that was deleted or paused meanwhile is passed over. */
async function forEach(uids: readonly string[], act: (uid: string) => Promise<unknown>): Promise<void> {
  for (const uid of uids) {
    try {
      await act(uid)
    } catch (error) {
      if (!(error instanceof Problem) || !['binding-not-found', 'conflict'].includes(error.slug)) throw error
    }
  }
}
