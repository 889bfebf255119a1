import { type Farm, startFarm } from '../farm.ts'
import { createLog } from '../log/logging.ts'
import { systemKeychain } from '../secrets/keychain.ts'
import { readVersion } from './app-root.ts'
import { apiKeyPlace, type FarmOptions } from './options.ts'
import { STOP_SIGNALS } from './stop-signals.ts'
import { endOnUncaught } from './uncaught.ts'

/** A farm that was told to stop is gone after this, whatever it was doing: 5 s are promised. */
const EXIT_LIMIT_MS = 4_500

/** Starts a farm, says where it is, and ends it when it is told to stop. */
export async function runFarmFromCommandLine(options: FarmOptions, root: string): Promise<void> {
  const stopAsked = signalled()
  const log = createLog(options.logLevel)
  endOnUncaught(log)
  const damage = Promise.withResolvers<never>()
  const farm = await startFarm({
    options,
    root,
    version: readVersion(root),
    log,
    keychain: systemKeychain(),
    onDamaged: damage.reject,
  })
  announce(farm, options)
  await Promise.race([stopAsked, damage.promise])
  await farm.stop()
  process.exit(0)
}

function announce(farm: Farm, options: FarmOptions): void {
  const keyPlace = apiKeyPlace(options)
  const lines = [
    `Bindery is ready at ${farm.url}`,
    `Open ${farm.url}/app/#token=${farm.keys.sessionToken}`,
    keyPlace === null ? 'The API key is the one that was given' : `The API key is in ${keyPlace}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  tellOfMissingBrowser(farm)
}

function tellOfMissingBrowser({ renderer }: Farm): void {
  const tell = () => {
    const { state, detail } = renderer.state()
    if (state === 'missing' || state === 'failed') process.stderr.write(`bindery: ${detail}\n`)
  }
  renderer.onStateChange(tell)
  tell()
}

/** A terminal's Ctrl+C comes twice, once from it and once passed on by npm; the second must not cut the first short. */
function signalled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = () => {
    // Counted from the signal, which may come while the farm still starts.
    setTimeout(() => process.exit(0), EXIT_LIMIT_MS).unref()
    resolve()
  }
  for (const signal of STOP_SIGNALS) process.on(signal, stop)
  return promise
}
