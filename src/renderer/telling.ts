import { notify } from './notify.tsx'

/** Does what a person asked for; what went wrong is said in a notice. @returns whether it was done */
export async function telling(what: string, action: () => Promise<void>): Promise<boolean> {
  try {
    await action()
    return true
  } catch (error) {
    notify({ kind: 'failed', text: `${what} failed. ${(error as Error).message}` })
    return false
  }
}
