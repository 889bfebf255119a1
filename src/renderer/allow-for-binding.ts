import type { Binding } from '../shared/binding.ts'
import type { Blocked } from '../shared/blocked.ts'
import { allowHost, hostEntry } from './allow-host.ts'
import { refreshBinding } from './binding-actions.ts'
import { notify } from './notify.tsx'

/** Lets through what was refused to a binding, and refreshes it. */
export async function allowForBinding(blocked: Blocked, binding: Binding): Promise<void> {
  const place = hostEntry(blocked)
  try {
    await allowHost(blocked)
  } catch (error) {
    return notify({ kind: 'failed', text: `Allowing ${place} failed. ${(error as Error).message}` })
  }
  notify({ kind: 'done', text: `Allowed ${place} for ${blocked.purpose}. The settings hold the list.` })
  await refreshBinding(binding)
}
