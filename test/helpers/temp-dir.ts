import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of its own for the test that calls, gone when it is over. */
export function tempDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}
