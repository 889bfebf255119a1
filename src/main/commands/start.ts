import { Command } from 'commander'
import { findAppRoot, readVersion } from '../process/app-root.ts'
import { runFarmFromCommandLine } from '../process/headless.ts'
import { runMain } from '../process/main-process.ts'
import { hiddenFlag, parseCommandLine, readFarmOptions, withFarmFlags } from '../process/options.ts'
import { findElectron } from './find-electron.ts'
import { runElectron } from './run-electron.ts'

/** `npm start`: the desktop app, or the farm with no window where there can be none. */
export const start = (args: string[]): Promise<void> =>
  runMain(async () => {
    const root = findAppRoot()
    const command = withFarmFlags(new Command('start').version(readVersion(root))).description(
      'Opens Bindery: the desktop app, or the farm with no window where there is no display.',
    )
    command.addOption(hiddenFlag())
    command.action(async (flags) => {
      const options = readFarmOptions(flags)
      const fault = whyNoWindow() ?? (await openDesktop(root, args))
      if (fault === null) return
      process.stdout.write(`No window: ${fault}. Running the farm without one.\n`)
      await runFarmFromCommandLine(options, root)
    })
    await parseCommandLine(command, args)
  })

/** Null where a window may be had. */
function whyNoWindow(): string | null {
  if (process.platform !== 'linux') return null
  const { DISPLAY, WAYLAND_DISPLAY, ELECTRON_DISABLE_SANDBOX } = process.env
  if (!DISPLAY && !WAYLAND_DISPLAY) return 'there is no display'
  return process.getuid?.() === 0 && !ELECTRON_DISABLE_SANDBOX ? 'Electron does not run as root' : null
}

/** Null once it was open and has ended; else why it can't be. */
async function openDesktop(root: string, args: string[]): Promise<string | null> {
  const electron = await findElectron()
  return typeof electron === 'string' ? electron : runElectron(electron.path, [root, ...args])
}
