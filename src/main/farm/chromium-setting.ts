import { Problem } from '../../shared/errors.ts'
import type { ChangeableRenderer } from '../chromium/changeable.ts'
import type { SettingsStore } from '../settings.ts'

/**
 * Settings of which a path to Chromium is tried before it is kept, and in use once it is.
 * @param given the path of the command line or environment, which goes before that of the settings
 */
export function withChromiumTried(
  settings: SettingsStore,
  renderer: Pick<ChangeableRenderer, 'prepare'>,
  given: string | null,
): SettingsStore {
  return {
    ...settings,
    async change(update) {
      const { chromiumPath } = update
      if (chromiumPath === undefined || chromiumPath === settings.current().chromiumPath) return settings.change(update)
      const candidate = await renderer.prepare(chromiumPath).catch(refuse)
      try {
        const changed = await settings.change(update)
        if (given === null) candidate.take()
        else await candidate.discard()
        return changed
      } catch (error) {
        await candidate.discard()
        throw error
      }
    },
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof Problem)) throw error
  const { message } = error
  throw new Problem('validation-error', message, {
    fields: [{ field: 'chromiumPath', message, code: 'invalid_format' }],
  })
}
