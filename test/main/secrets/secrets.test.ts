import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Keychain, openSecrets } from '../../../src/main/secrets/secrets.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

interface FakeKeychain extends Keychain {
  secret: string | null
  locked: boolean
}

function fakeKeychain(more: Partial<FakeKeychain> = {}): FakeKeychain {
  const check = () => {
    if (keychain.locked) throw new Error('The keychain is locked')
  }
  let keptBy: string | null = null
  const keychain: FakeKeychain = {
    secret: null,
    locked: false,
    read(account) {
      check()
      return account === keptBy ? keychain.secret : null
    },
    write(account, secret) {
      check()
      keptBy = account
      keychain.secret = secret
    },
    ...more,
  }
  return keychain
}

test('what is sealed is unsealed by the same owner, whatever it is', () => {
  const secrets = openSecrets(tempDir(), null)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, owner) => {
      expect(secrets.unseal(secrets.seal(text, owner), owner)).toBe(text)
    }),
  )
})

test('the same text is sealed under a fresh nonce each time', () => {
  const secrets = openSecrets(tempDir(), null)
  const nonces = Array.from({ length: 10_000 }, () => secrets.seal('same', 'owner').subarray(1, 13).toString('hex'))
  expect(new Set(nonces).size).toBe(10_000)
})

test('a blob is good in its own place only', () => {
  const secrets = openSecrets(tempDir(), null)
  const blob = secrets.seal('text', 'bind_a')
  expect(secrets.unseal(blob, 'bind_b')).toBeNull()
  expect(secrets.unseal(blob, 'bind_a/webhook')).toBeNull()
})

test('a blob of which any bit was changed is refused', () => {
  const secrets = openSecrets(tempDir(), null)
  const blob = secrets.seal('a secret', 'owner')
  for (let bit = 0; bit < blob.length * 8; bit++) {
    const changed = Buffer.from(blob)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(secrets.unseal(changed, 'owner')).toBeNull()
  }
  expect(secrets.unseal(blob.subarray(0, 20), 'owner')).toBeNull()
  expect(secrets.unseal(Buffer.alloc(0), 'owner')).toBeNull()
})

test('with no keychain the key lies in a file of its owner alone, and outlasts a restart', () => {
  const directory = tempDir()
  const first = openSecrets(directory, null)
  expect(first).toMatchObject({ backend: 'file', available: true })
  expect(statSync(join(directory, 'master.key')).mode & 0o777).toBe(0o600)
  expect(openSecrets(directory, null).unseal(first.seal('text', 'o'), 'o')).toBe('text')
})

test('with a keychain no file holds the key, and it outlasts a restart', () => {
  const directory = tempDir()
  const keychain = fakeKeychain()
  const first = openSecrets(directory, keychain)
  expect(first).toMatchObject({ backend: 'keychain', available: true })
  const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))
  expect(files.join()).not.toContain(keychain.secret)
  expect(openSecrets(directory, keychain).unseal(first.seal('text', 'o'), 'o')).toBe('text')
})

test('a folder that was moved, or whose path is written otherwise, finds its key in the keychain', () => {
  const directory = join(tempDir(), 'Bindery')
  mkdirSync(directory)
  const keychain = fakeKeychain()
  const blob = openSecrets(directory, keychain).seal('text', 'o')
  const moved = join(tempDir(), 'bindery')
  renameSync(directory, moved)
  expect(openSecrets(moved, keychain).unseal(blob, 'o')).toBe('text')
})

test('a folder that says nothing of an account has its key under its own path', () => {
  const directory = tempDir()
  const keychain = fakeKeychain()
  const blob = openSecrets(directory, keychain).seal('text', 'o')
  writeFileSync(join(directory, 'master.backend'), 'keychain\n')
  expect(openSecrets(directory, keychain).unseal(blob, 'o')).toBe('text')
})

test('a folder that is made anew where there was one remembers its key as well', () => {
  const directory = tempDir()
  const keychain = fakeKeychain()
  openSecrets(directory, keychain)
  rmSync(join(directory, 'master.backend'))
  const blob = openSecrets(directory, keychain).seal('text', 'o')
  keychain.locked = true
  expect(openSecrets(directory, keychain)).toMatchObject({ backend: 'keychain', available: false })
  keychain.locked = false
  expect(openSecrets(directory, keychain).unseal(blob, 'o')).toBe('text')
})

test('a keychain that keeps nothing is not trusted with the key', () => {
  const directory = tempDir()
  const forgetful = fakeKeychain({ write() {} })
  expect(openSecrets(directory, forgetful).backend).toBe('file')
  expect(existsSync(join(directory, 'master.key'))).toBe(true)
})

test.each([
  ['locked', (keychain: FakeKeychain) => Object.assign(keychain, { locked: true })],
  ['emptied', (keychain: FakeKeychain) => Object.assign(keychain, { secret: null })],
  ['gone', () => null],
])('a keychain that is %s is no first start: nothing is overwritten, and sealing says what to do', (_, change) => {
  const directory = tempDir()
  const keychain = fakeKeychain()
  const blob = openSecrets(directory, keychain).seal('text', 'o')
  const key = keychain.secret
  const without = openSecrets(directory, change(keychain))
  expect(without).toMatchObject({ backend: 'keychain', available: false })
  expect(without.unseal(blob, 'o')).toBeNull()
  expect(() => without.seal('more', 'o')).toThrow(Problem)
  expect(() => without.seal('more', 'o')).toThrow('unlock the keychain')
  expect(existsSync(join(directory, 'master.key'))).toBe(false)

  Object.assign(keychain, { locked: false, secret: key })
  expect(openSecrets(directory, keychain).unseal(blob, 'o')).toBe('text')
})

test('a data dir that has left its keychain behind says how to go on without, and does', () => {
  const directory = tempDir()
  const blob = openSecrets(directory, fakeKeychain()).seal('text', 'o')
  const elsewhere = fakeKeychain()
  const named = /remove the file (\S+) from the data folder/
  const moved = openSecrets(directory, elsewhere)
  expect(() => moved.seal('more', 'o')).toThrow(named)
  const [, file = ''] = named.exec(moved.unavailable().message) ?? []
  rmSync(join(directory, file))
  const anew = openSecrets(directory, elsewhere)
  expect(anew).toMatchObject({ backend: 'keychain', available: true })
  expect(anew.unseal(blob, 'o')).toBeNull()
  expect(openSecrets(directory, elsewhere).unseal(anew.seal('again', 'o'), 'o')).toBe('again')
})

test('a key file that was lost gives a new key, which opens nothing of the old one', () => {
  const directory = tempDir()
  const blob = openSecrets(directory, null).seal('text', 'o')
  rmSync(join(directory, 'master.key'))
  const fresh = openSecrets(directory, null)
  expect(fresh.available).toBe(true)
  expect(fresh.unseal(blob, 'o')).toBeNull()
})

test('a key file that can not be read is as good as a damaged one', () => {
  const directory = tempDir()
  mkdirSync(join(directory, 'master.key'))
  const unread = openSecrets(directory, null)
  expect(unread.available).toBe(false)
  expect(() => unread.seal('text', 'o')).toThrow('master.key')
})

test('a damaged key file is left as it is, and named', () => {
  const directory = tempDir()
  openSecrets(directory, null)
  const file = join(directory, 'master.key')
  writeFileSync(file, 'not a key\n')
  const damaged = openSecrets(directory, null)
  expect(damaged.available).toBe(false)
  expect(() => damaged.seal('text', 'o')).toThrow('master.key')
  expect(readFileSync(file, 'utf8')).toBe('not a key\n')
})
