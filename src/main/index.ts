import { app } from 'electron'
import { Command } from 'commander'
import { findAppRoot, readVersion } from './app-root.ts'
import { runDesktop } from './desktop/desktop.ts'
import { parseCommandLine, readFarmOptions, withFarmFlags } from './options.ts'

/** Electron's entry: reads the flags and hands over to the desktop. */
const root = findAppRoot()
const command = withFarmFlags(new Command('bindery').version(readVersion(root))).action(async (flags) =>
  runDesktop(readFarmOptions(flags), root),
)
// Electron puts its own executable first and, unpackaged, the app's folder second.
const args = process.argv.slice(app.isPackaged ? 1 : 2)
await parseCommandLine(command, args).catch((error: Error) => {
  process.stderr.write(`bindery: ${error.message}\n`)
  app.exit(2)
})
