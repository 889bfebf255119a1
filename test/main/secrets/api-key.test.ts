import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApiKeys, readOrMakeApiKey, writeNewApiKey } from '../../../src/main/secrets/api-key.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('while its file can not be read the key that is known stays good', () => {
  const dataDir = tempDir()
  const file = join(dataDir, 'api-key')
  const key = readOrMakeApiKey(dataDir)
  const keys = openApiKeys(dataDir, null)
  rmSync(file)
  mkdirSync(file)
  expect([keys.accepts(key), keys.accepts('another')]).toEqual([true, false])
  rmSync(file, { recursive: true })
  const next = writeNewApiKey(dataDir)
  expect([keys.accepts(key), keys.accepts(next)]).toEqual([false, true])
})
