import { execFile } from 'node:child_process'
import { access, chmod, constants, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { renameFile } from '../process/rename-file.ts'
import { clearUnusedVersions } from './unused-versions.ts'

const resolver = createRequire(import.meta.url)
const run = promisify(execFile)

/** Unpacking takes 2 to 3 s; a machine that needs longer than this, in milliseconds, is in trouble. */
const UNPACK_LIMIT_MS = 120_000

/** Of the folders of unpacked browsers, before their version. */
const PREFIX = 'chromium-'

// The package unpacks into the temporary folder of its process and takes what already lies there for its own, so it
// runs in a child with a temporary folder of its own; that also keeps the event loop free.
const UNPACK_SCRIPT = `
const { default: chromium } = await import(process.argv[1])
await chromium.executablePath()
`

interface BundledPackage {
  entry: string
  version: string
}

async function findPackage(): Promise<BundledPackage | null> {
  try {
    const entry = resolver.resolve('@sparticuz/chromium')
    const manifest = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')
    return { entry, version: String((JSON.parse(manifest) as { version: unknown }).version) }
  } catch {
    return null
  }
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

async function unpack(entry: string, folder: string): Promise<void> {
  // Half-unpacked files never carry the final name, and of two processes that unpack at once one simply comes second.
  const workshop = await mkdtemp(`${folder}.unpacking-`)
  try {
    const args = ['--input-type=module', '-e', UNPACK_SCRIPT, pathToFileURL(entry).href]
    const env = { PATH: process.env.PATH ?? '', TMPDIR: workshop, HOME: workshop, ELECTRON_RUN_AS_NODE: '1' }
    await run(process.execPath, args, { env, timeout: UNPACK_LIMIT_MS })
    await chmod(workshop, 0o700)
    await renameFile(workshop, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (!(await isExecutable(join(folder, 'chromium')))) throw error
    })
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

/**
 * The headless shell that the npm package brings along (Linux x64 only), unpacked on first use into a private folder
 * of its version below `cacheDir`. Those of other versions go once they were not used for a month.
 * @returns its path, or null where the package is absent or made for another platform
 */
export async function findBundled(cacheDir: string): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const bundled = await findPackage()
  if (!bundled) return null
  const name = PREFIX + bundled.version
  const folder = join(cacheDir, name)
  const path = join(folder, 'chromium')
  if (!(await isExecutable(path))) {
    await mkdir(cacheDir, { recursive: true, mode: 0o700 })
    await unpack(bundled.entry, folder)
  }
  await clearUnusedVersions(cacheDir, PREFIX, name)
  return path
}
