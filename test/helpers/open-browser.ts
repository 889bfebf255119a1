import { type Browser, chromium } from 'playwright'
import { cacheFolder } from '../../src/main/chromium/cache-folder.ts'
import { chromiumCandidates } from '../../src/main/chromium/find.ts'

/** A person's browser: the same Chromium that draws. */
export async function openBrowser(dataDir: string, flags: string[] = []): Promise<Browser> {
  const named = process.env.BINDERY_CHROMIUM ?? null
  for await (const { path } of chromiumCandidates({ named, dataDir, cacheDir: cacheFolder() })) {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...flags]
    return chromium.launch({ executablePath: path, args })
  }
  throw new Error('There is no Chromium: npm run bindery -- chromium install')
}
