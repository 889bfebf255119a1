import type { Blocked } from '../shared/blocked.ts'
import { allowHost } from './allow-host.ts'
import { notify } from './notify.tsx'
import { telling } from './telling.ts'
import { allowedWords, hostEntry } from './words/allow.ts'

/** Allows what was refused, for what it was refused, and says so. @returns whether it is allowed now */
export const letThrough = (blocked: Blocked): Promise<boolean> =>
  telling(`Allowing ${hostEntry(blocked)}`, async () => {
    await allowHost(blocked)
    notify({ kind: 'done', text: allowedWords(blocked) })
  })
