import { notify } from '../notify.tsx'

let leave: (() => void) | null = null

/** Tells that an editor was reverted, with a way back that stands until the editor saves or is left. */
export function tellReverted(undo: () => void): void {
  forgetReverted()
  leave = notify({ kind: 'done', text: 'Went back to what is saved.', undo: async () => undo() })
}

export function forgetReverted(): void {
  leave?.()
  leave = null
}
