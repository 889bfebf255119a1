import type { SpawnOptions } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBundled } from '../../../src/main/chromium/bundled.ts'
import { cacheFolder } from '../../../src/main/chromium/cache-folder.ts'
import { jobOf, startTestRenderer } from '../../helpers/chromium.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bindery-launch-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function script(name: string, lines: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${lines}\n`)
  await chmod(path, 0o755)
  return path
}

const profilesLeft = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith(`bindery-chromium-${process.pid}-`))

describe('a browser that does not start', () => {
  it('because the system can not run it at all, is told like any other', async () => {
    const noInterpreter = join(folder, 'no-interpreter')
    await writeFile(noInterpreter, '#!/no/such/interpreter\n')
    await chmod(noInterpreter, 0o755)
    for (const named of [folder, noInterpreter]) {
      await expect(startTestRenderer({ named })).rejects.toMatchObject({ slug: 'unavailable' })
    }
  })

  it('has the library named that it lacks, and leaves no folder behind', async () => {
    const words = 'chrome: error while loading shared libraries: libnss3.so: cannot open shared object file'
    const named = await script('no-library', `echo '${words}' >&2; exit 127`)
    const hidden: unknown[] = []
    const onSpawn = (message: unknown) => hidden.push((message as { options: SpawnOptions }).options.windowsHide)
    subscribe('tracing:child_process.spawn:start', onSpawn)
    const failure = await startTestRenderer({ named }).catch((error) => error)
    unsubscribe('tracing:child_process.spawn:start', onSpawn)
    expect(failure.message).toContain('the library libnss3.so is missing')
    // Windows opens a console for each that is not to be hidden.
    expect(hidden).toEqual([true, true])
    expect(await profilesLeft()).toEqual([])
  })

  it('beside the one that it is compared with, does not leave that behind', async () => {
    const real = await findBundled(cacheFolder())
    const lines = `case "$*" in *--enable-begin-frame-control*) exec '${real}' "$@" ;; esac; exit 1`
    const named = await script('by-hand-alone', lines)
    await expect(startTestRenderer({ named, cacheDir: folder })).rejects.toMatchObject({ slug: 'unavailable' })
    expect(await profilesLeft()).toEqual([])
  })

  // Root never has the sandbox, so there is nothing to fall back from.
  it.skipIf(process.getuid?.() === 0)('for want of a sandbox, is started without one, and says so', async () => {
    const real = await findBundled(cacheFolder())
    const named = await script(
      'no-sandbox',
      `case "$*" in *--no-sandbox*) exec ${real} "$@";; esac; echo 'FATAL: No usable sandbox!' >&2; exit 1`,
    )
    const { renderer, stop } = await startTestRenderer({ named })
    const { png } = await renderer.render(jobOf('<body>'))
    const { sandboxed } = renderer.state()
    await stop()
    expect([png !== null, sandboxed]).toEqual([true, false])
  })

  it('for any other reason, is not started without its sandbox', async () => {
    const log = join(folder, 'starts')
    const named = await script('broken', `echo "$*" >> ${log}; echo 'Segmentation fault' >&2; exit 1`)
    await expect(startTestRenderer({ named })).rejects.toMatchObject({ slug: 'unavailable' })
    const starts = (await readFile(log, 'utf8')).trim().split('\n')
    const unsandboxed = starts.filter((line) => line.includes('--no-sandbox'))
    expect(unsandboxed).toHaveLength(process.getuid?.() === 0 ? starts.length : 0)
  })
})
