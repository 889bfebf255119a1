import { cacheFolder } from '../chromium/cache-folder.ts'
import { findChromium } from '../chromium/find.ts'
import { missingLibraries } from '../chromium/missing-libraries.ts'
import { leftProfiles } from '../chromium/profile.ts'
import { createRenderer, type Renderer } from '../chromium/renderer.ts'
import { advice, type Finding, ok, problem } from './finding.ts'
import { libraryAdvice } from './library-packages.ts'
import { isTestPage, TEST_PAGE } from './test-page.ts'

/** Finds a browser as the farm would, starts it, and draws a page with it. */
export async function lookAtChromium(dataDir: string): Promise<Finding[]> {
  const left = await leftProfiles()
  const named = process.env.BINDERY_CHROMIUM || null
  // The page loads nothing, so it needs no proxy.
  const renderer = createRenderer({ named, dataDir, proxy: { port: 9, username: '', password: '' }, size: 1 })
  try {
    await renderer.start().catch(() => {})
    const { state, detail } = renderer.state()
    const findings =
      state === 'ready'
        ? [browser(renderer), sandbox(renderer), await drawing(renderer)]
        : [problem('Chromium', [detail ?? state, await libraries(named, dataDir)].filter(Boolean).join(' '))]
    return [...findings, leftovers(left)]
  } finally {
    await renderer.stop()
  }
}

function browser(renderer: Renderer): Finding {
  const { version, path, source } = renderer.state()
  return ok('Chromium', `${version} at ${path} (${source})`)
}

function sandbox(renderer: Renderer): Finding {
  if (renderer.state().sandboxed) return ok('Sandbox', 'on')
  const why =
    process.getuid?.() === 0
      ? 'it is off for root; run Bindery as a user of its own'
      : 'it is off, since this user may make no user namespaces (sysctl kernel.unprivileged_userns_clone or kernel.apparmor_restrict_unprivileged_userns); see docs/operations.md'
  return advice('Sandbox', why)
}

async function drawing(renderer: Renderer): Promise<Finding> {
  try {
    const before = performance.now()
    const { png } = await renderer.render(TEST_PAGE)
    const ms = Math.round(performance.now() - before)
    if (png && (await isTestPage(png))) return ok('Drawing', `a page was drawn as it should be, in ${ms} ms`)
    return problem(
      'Drawing',
      'the picture of a page is not as it should be; choose another Chromium (BINDERY_CHROMIUM)',
    )
  } catch (error) {
    return problem('Drawing', `a page could not be drawn: ${(error as Error).message}`)
  }
}

async function libraries(named: string | null, dataDir: string): Promise<string> {
  const found = await findChromium({ named, dataDir, cacheDir: cacheFolder() }).catch(() => null)
  const missing = found ? await missingLibraries(found.path) : []
  return missing.length > 0 ? `It lacks ${missing.join(', ')}; ${libraryAdvice(missing)}.` : ''
}

function leftovers(folders: readonly string[]): Finding {
  if (folders.length === 0) return ok('Leftovers', 'none')
  return ok('Leftovers', `${folders.length} folders of browsers that were killed; they are removed at each start`)
}
