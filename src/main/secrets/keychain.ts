import { createRequire } from 'node:module'
import type { Keychain } from './secrets.ts'

const SERVICE = 'Bindery'

/**
 * The operating system's keychain. Only macOS and Windows have one that outlasts a restart and is there for window and
 * headless alike; on Linux the library falls to the kernel's keyring, which a reboot empties.
 */
export function systemKeychain(platform: NodeJS.Platform = process.platform): Keychain | null {
  if (platform !== 'darwin' && platform !== 'win32') return null
  try {
    const { Entry } = createRequire(import.meta.url)('@napi-rs/keyring') as typeof import('@napi-rs/keyring')
    return {
      read: (account) => new Entry(SERVICE, account).getPassword(),
      write: (account, secret) => new Entry(SERVICE, account).setPassword(secret),
    }
  } catch {
    return null
  }
}
