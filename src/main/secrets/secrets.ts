import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../shared/errors.ts'
import { writeOwnerOnly } from '../process/owner-file.ts'

/** Where the master key lies: the operating system's keychain, or a file that only its owner can read. */
export type KeyBackend = 'keychain' | 'file'

/** The part of an OS keychain that is used. An account names what is kept. */
export interface Keychain {
  read(account: string): string | null
  write(account: string, secret: string): void
}

export interface Secrets {
  readonly backend: KeyBackend
  /** False where the master key can't be had: nothing can be sealed or unsealed, and the farm goes on without. */
  readonly available: boolean
  /** The problem to throw where it is not available. */
  unavailable(): Problem
  /** AES-256-GCM with a fresh 96-bit nonce; `owner` is bound in as associated data, so a blob is good in its place only. */
  seal(text: string, owner: string): Buffer
  /** The text, or null where the key is another one, the blob was changed, or it belongs to another owner. */
  unseal(blob: Buffer, owner: string): string | null
}

/** The key's file in a data dir, where it is not in a keychain. */
export const KEY_FILE = 'master.key'
/** Says that the key is in the keychain and, in a second line, under which account. */
const MARKER_FILE = 'master.backend'
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/**
 * Finds or makes the master key of a data dir. A data dir remembers which backend holds its key, so that a keychain
 * that is locked or gone is never mistaken for a first start (a new key would orphan every sealed secret).
 */
export function openSecrets(dataDir: string, keychain: Keychain | null): Secrets {
  const found = findMasterKey(dataDir, keychain)
  const need = (): Buffer => {
    if (found.key) return found.key
    throw unavailable(found.backend)
  }
  return {
    backend: found.backend,
    available: found.key !== null,
    unavailable: () => unavailable(found.backend),
    seal(text, owner) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', need(), nonce).setAAD(Buffer.from(owner))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()])
    },
    unseal(blob, owner) {
      if (!found.key || blob[0] !== VERSION || blob.length < 1 + NONCE_BYTES + TAG_BYTES) return null
      const nonce = blob.subarray(1, 1 + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', found.key, nonce)
        .setAAD(Buffer.from(owner))
        .setAuthTag(blob.subarray(-TAG_BYTES))
      try {
        const sealed = blob.subarray(1 + NONCE_BYTES, -TAG_BYTES)
        return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return null
      }
    },
  }
}

function unavailable(backend: KeyBackend): Problem {
  const remedy =
    backend === 'keychain'
      ? 'unlock the keychain it lies in, then start Bindery again'
      : `the file ${KEY_FILE} in the data folder is damaged or can't be read; put it back from a copy, then start Bindery again`
  const without =
    backend === 'keychain'
      ? `On another machine than it was made on, remove the file ${MARKER_FILE} from the data folder before that`
      : 'Where there is no copy, move it away before that'
  return new Problem(
    'unavailable',
    `The key that protects secrets cannot be had: ${remedy}. ${without}, and give the secrets again.`,
  )
}

interface MasterKey {
  /** Null where there is one that can't be had. */
  key: Buffer | null
  backend: KeyBackend
}

/** What there is of a data dir's master key; nothing is made. */
export function lookForMasterKey(
  dataDir: string,
  keychain: Keychain | null,
): { backend: KeyBackend; state: 'none' | 'readable' | 'unreadable' } {
  const kept = findKeptKey(dataDir, keychain)
  if (kept === null) return { backend: keychain ? 'keychain' : 'file', state: 'none' }
  return { backend: kept.backend, state: kept.key ? 'readable' : 'unreadable' }
}

/** Null where none was ever made. */
function findKeptKey(dataDir: string, keychain: Keychain | null): MasterKey | null {
  const file = join(dataDir, KEY_FILE)
  if (existsSync(file)) return { key: readKeyFile(file), backend: 'file' }
  const account = accountOf(dataDir)
  const stored = keychain ? tryKeychain(() => keychain.read(account)) : null
  if (stored) return { key: decodeKey(stored), backend: 'keychain' }
  return existsSync(join(dataDir, MARKER_FILE)) ? { key: null, backend: 'keychain' } : null
}

/**
 * The path of the data dir as it was when the key was made: since then it may have been moved, or be written otherwise,
 * as where the case of letters does not count.
 */
function accountOf(dataDir: string): string {
  return /^keychain\n(.+)\n$/s.exec(readMarker(dataDir))?.[1] ?? dataDir
}

/** Empty where there is none, or none that can be read. */
function readMarker(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, MARKER_FILE), 'utf8')
  } catch {
    return ''
  }
}

/** From here on the data dir remembers that its key is in the keychain, and under which account. */
function markKeychain(dataDir: string): void {
  const marker = `keychain\n${accountOf(dataDir)}\n`
  if (readMarker(dataDir) !== marker) writeOwnerOnly(join(dataDir, MARKER_FILE), marker)
}

function findMasterKey(dataDir: string, keychain: Keychain | null): MasterKey {
  const existing = findKeptKey(dataDir, keychain)
  if (existing) {
    // One that is made anew at the place of another has that one's key.
    if (existing.key && existing.backend === 'keychain') markKeychain(dataDir)
    return existing
  }
  const fresh = randomBytes(KEY_BYTES)
  const kept = keychain
    ? tryKeychain(() => {
        keychain.write(dataDir, fresh.toString('base64'))
        return keychain.read(dataDir)
      })
    : null
  if (kept === fresh.toString('base64')) {
    markKeychain(dataDir)
    return { key: fresh, backend: 'keychain' }
  }
  writeOwnerOnly(join(dataDir, KEY_FILE), `${fresh.toString('base64')}\n`)
  return { key: fresh, backend: 'file' }
}

/** Null where it can't be read, as where it is damaged: the farm goes on without. */
function readKeyFile(file: string): Buffer | null {
  try {
    return decodeKey(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function decodeKey(text: string): Buffer | null {
  const key = Buffer.from(text.trim(), 'base64')
  return key.length === KEY_BYTES ? key : null
}

/** A keychain that is locked, absent or denied throws; that is an answer, not a fault. */
function tryKeychain(action: () => string | null): string | null {
  try {
    return action()
  } catch {
    return null
  }
}
