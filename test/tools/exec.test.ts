import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const EXEC = join(import.meta.dirname, '..', '..', 'tools', 'exec', 'exec.cjs')

/** Says that it is there, and ends with 7 once its stdin does. */
const PROGRAM = `process.stdin.resume().on('end', () => process.exit(7)); console.log('there')`

// Windows can't send a signal to one process alone.
describe.skipIf(process.platform === 'win32')('the `exec` of cmd.exe', () => {
  test.each(['SIGINT', 'SIGHUP'] as const)('waits after %s, and has the status of what it runs', async (signal) => {
    const child = spawn(process.execPath, [EXEC, process.execPath, '-e', PROGRAM], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill(signal)
    child.stdin.end()
    expect(await once(child, 'exit')).toEqual([7, null])
  })
})
