import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { apiKeyPath } from '../process/options.ts'
import { systemKeychain } from '../secrets/keychain.ts'
import { KEY_FILE, lookForMasterKey } from '../secrets/secrets.ts'
import { type Finding, ok, problem } from './finding.ts'

const NO_KEY = {
  keychain:
    'the key cannot be read; unlock the keychain, or, after a move from another machine, remove the file master.backend from the data folder',
  file: 'the key cannot be read; restore the file master.key',
}

/** Whether the key that protects secrets is there; it is not made. */
export function lookAtMasterKey(dataDir: string): Finding {
  const { backend, state } = tryToLook(dataDir)
  if (state === 'none') return ok('Secrets', 'no key yet; the first start makes it')
  if (state === 'unreadable') {
    return problem('Secrets', NO_KEY[backend])
  }
  const file = join(dataDir, KEY_FILE)
  if (backend === 'file' && isOpen(file)) return problem('Secrets', `others can read ${file}; run chmod 600 on it`)
  const where = backend === 'keychain' ? "the operating system's keychain" : 'a key file that only its owner can read'
  return ok('Secrets', `protected by ${where}`)
}

/** A file of another user's can't be read. */
function tryToLook(dataDir: string): ReturnType<typeof lookForMasterKey> {
  try {
    return lookForMasterKey(dataDir, systemKeychain())
  } catch {
    return { backend: 'file', state: 'unreadable' }
  }
}

export function lookAtApiKey(dataDir: string): Finding {
  const file = apiKeyPath(dataDir)
  if (!existsSync(file)) return ok('API key', 'none yet; the first start makes it')
  if (isOpen(file)) return problem('API key', `others can read ${file}; run chmod 600 on it and rotate the key`)
  return ok('API key', file)
}

const isOpen = (file: string): boolean => process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
