import { createHash, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { Problem } from '../../shared/errors.ts'
import { randomToken } from '../ids.ts'
import { apiKeyPath } from '../process/options.ts'
import { writeOwnerOnly } from '../process/owner-file.ts'

/** Who may call: the API key, and the token of this launch that the UI is opened with. */
export interface ApiKeys {
  /** Compares in constant time. */
  accepts(bearer: string): boolean
  /** Good while this farm runs, or until the key is rotated. */
  readonly sessionToken: string
  /** Tells of every change of the key, within half a second where another program made it. Returns what ends it. */
  onChange(listener: () => void): () => void
  /** Makes a new key; every session ends with the old one. Null where the key is not the farm's own to change. */
  rotate(): string | null
}

/** How often the key's file is looked at, in milliseconds, while somebody wants to know of changes. */
const WATCH_MS = 500

function newApiKey(): string {
  return `bindery_${randomToken(24)}`
}

/**
 * The key of a data dir, made at first use.
 * @throws {Problem} `unavailable` where there is one that can't be read
 */
export function readOrMakeApiKey(dataDir: string): string {
  const file = apiKeyPath(dataDir)
  return (existsSync(file) && readApiKey(file)) || writeNewApiKey(dataDir)
}

function readApiKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const message = `The API key in ${file} can't be read (${code}). Make it a file that you can read, or move it away to get a new key.`
    throw new Problem('unavailable', message, { cause: error })
  }
}

export function writeNewApiKey(dataDir: string): string {
  const key = newApiKey()
  writeOwnerOnly(apiKeyPath(dataDir), `${key}\n`)
  return key
}

/**
 * @param given a key that was given at start; the data dir's own file is not used then
 * @param onRotated told that the key is another one from now on
 */
export function openApiKeys(dataDir: string, given: string | null, onRotated = () => {}): ApiKeys {
  const file = apiKeyPath(dataDir)
  const listeners = new Set<() => void>()
  let key = given ?? readOrMakeApiKey(dataDir)
  let sessionToken = randomToken(24)
  let stamp = stampOf(file)
  let watch: NodeJS.Timeout | undefined

  function change(next: string): void {
    key = next
    sessionToken = randomToken(24)
    onRotated()
    for (const listener of [...listeners]) listener()
  }

  /** Null while there is none that can be read: the key that is known stays good until there is. */
  function tryToRead(): string | null {
    try {
      return existsSync(file) ? readApiKey(file) : null
    } catch {
      return null
    }
  }

  /** `bindery key rotate` writes the file from another process; the next call already goes by the new key. */
  function follow(): void {
    if (given !== null) return
    const current = stampOf(file)
    if (current === stamp) return
    const onDisk = tryToRead()
    if (!onDisk) return
    stamp = current
    if (onDisk !== key) change(onDisk)
  }

  return {
    accepts(bearer) {
      follow()
      return isEqual(bearer, key) || isEqual(bearer, sessionToken)
    },
    get sessionToken() {
      follow()
      return sessionToken
    },
    onChange(listener) {
      listeners.add(listener)
      watch ??= setInterval(follow, WATCH_MS).unref()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(watch)
        watch = undefined
      }
    },
    rotate() {
      if (given !== null) return null
      const next = writeNewApiKey(dataDir)
      stamp = stampOf(file)
      change(next)
      return next
    },
  }
}

/** Digests have one length, so that the comparison tells nothing of the key's. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.ino}:${stat.mtimeMs}` : ''
}
