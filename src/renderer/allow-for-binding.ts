import type { Binding } from '../shared/binding.ts'
import type { Blocked } from '../shared/blocked.ts'
import { refreshBinding } from './binding-actions.ts'
import { letThrough } from './let-through.ts'

/** Lets through what was refused to a binding, and refreshes it. */
export async function allowForBinding(blocked: Blocked, binding: Binding): Promise<void> {
  if (await letThrough(blocked)) await refreshBinding(binding)
}
