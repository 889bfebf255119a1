import type { BindingsState } from './bindings.ts'

/** Works something out of all bindings once for each change of them: other changes of the store ask for it too. */
export function remembered<T>(work: (state: BindingsState) => T): (state: BindingsState) => T {
  let last: { of: BindingsState['byUid']; result: T } | null = null
  return (state) => {
    if (last?.of !== state.byUid) last = { of: state.byUid, result: work(state) }
    return last.result
  }
}
