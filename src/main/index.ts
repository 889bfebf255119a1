import { Command } from 'commander'
import { app } from 'electron'
import { findAppRoot, readVersion } from './app-root.ts'
import { runDesktop } from './desktop/desktop.ts'
import { type FarmOptions, parseCommandLine, readFarmOptions, UsageError, withFarmFlags } from './options.ts'

/** Electron's entry: reads the flags and hands over to the desktop. */
const root = findAppRoot()
const options = await readOptions()
// Not awaited: Electron is ready only once this module has been evaluated, and the desktop waits for that.
if (options) void runDesktop(options, root)

/** Null where there is nothing to start: the help was asked for, or the command line has a fault. */
async function readOptions(): Promise<FarmOptions | null> {
  let read: FarmOptions | null = null
  const command = withFarmFlags(new Command('bindery').version(readVersion(root))).action((flags) => {
    read = readFarmOptions(flags)
  })
  try {
    // Electron puts its own executable first and, unpackaged, the app's folder second.
    await parseCommandLine(command, process.argv.slice(app.isPackaged ? 1 : 2))
  } catch (error) {
    const { message } = error as Error
    if (message !== '') process.stderr.write(`bindery: ${message}\n`)
    app.exit(error instanceof UsageError ? error.exitCode : 2)
  }
  return read
}
