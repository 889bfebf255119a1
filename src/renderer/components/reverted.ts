import { useEffect } from 'react'
import { notify } from '../notify.tsx'

let leave: (() => void) | null = null

/** Tells that an editor was reverted, with a way back. */
export function tellReverted(undo: () => void): void {
  forgetReverted()
  leave = notify({ kind: 'done', text: 'Went back to what is saved.', undo: async () => undo() })
}

/** What was reverted comes back only where the same is `opened` still, and only while nothing was written since. */
export function useForgetReverted(opened: string | null, isEdited: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is forgotten when one goes to another, too
  useEffect(() => forgetReverted, [opened])
  useEffect(() => {
    if (isEdited) forgetReverted()
  }, [isEdited])
}

function forgetReverted(): void {
  leave?.()
  leave = null
}
