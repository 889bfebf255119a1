import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * Hears, until it is ended, of a program at `path` that the system can't run at all (a folder, a script without its
 * interpreter). The child says so by an event that puppeteer does not listen for, and that would end the farm.
 */
export function heedSpawnFaults(path: string): () => void {
  const heed = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess }
    child.on('error', (error) => {
      // Whose name is known only by now; others are heard by those who started them, or not at all.
      if (child.spawnfile !== path && child.listenerCount('error') === 1) throw error
    })
  }
  subscribe('child_process', heed)
  return () => void unsubscribe('child_process', heed)
}
