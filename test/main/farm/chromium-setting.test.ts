import { expect, test } from 'vitest'
import { withChromiumTried } from '../../../src/main/farm/chromium-setting.ts'
import { openSecrets } from '../../../src/main/secrets/secrets.ts'
import { openSettings, type SettingsStore } from '../../../src/main/settings.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const KEPT = { all: async () => ({}), put: async () => {}, change: async () => {} }
const open = (repository: Parameters<typeof openSettings>[0] = KEPT): Promise<SettingsStore> =>
  openSettings(repository, [], openSecrets(tempDir(), null), Date.now, () => {})

/** Browsers that are begun, and what became of each. */
function browsers() {
  const ends: string[] = []
  const prepare = async (path: string | null) => ({
    take: () => void ends.push(`took ${path}`),
    discard: async () => void ends.push(`discarded ${path}`),
  })
  return { ends, prepare }
}

test('a browser that was tried is taken once its path is kept', async () => {
  const { ends, prepare } = browsers()
  const settings = withChromiumTried(await open(), { prepare }, null)
  expect((await settings.change({ chromiumPath: '/a' })).chromiumPath).toBe('/a')
  await settings.change({ chromiumPath: '/a', locale: 'fr-FR' })
  expect(ends).toEqual(['took /a'])
})

test('one that the command line goes before is tried and ended', async () => {
  const { ends, prepare } = browsers()
  const settings = withChromiumTried(await open(), { prepare }, '/given')
  expect((await settings.change({ chromiumPath: '/a' })).chromiumPath).toBe('/a')
  expect(ends).toEqual(['discarded /a'])
})

test('one whose path can’t be kept is ended: for what else was to be set, or for the disk', async () => {
  const { ends, prepare } = browsers()
  const full = await open({ ...KEPT, change: () => Promise.reject(new Error('full')) })
  for (const [settings, more, why] of [
    [await open(), { extraCaFile: '/no/such/file' }, 'There is no such file'],
    [full, {}, 'full'],
  ] as const) {
    const tried = withChromiumTried(settings, { prepare }, null)
    await expect(tried.change({ chromiumPath: '/a', ...more })).rejects.toThrow(why)
    expect(tried.current().chromiumPath).toBeNull()
  }
  expect(ends).toEqual(['discarded /a', 'discarded /a'])
})
