import { Command } from 'commander'
import { app } from 'electron'
import { type DesktopStart, runDesktop } from './desktop/desktop.ts'
import { explainFault } from './desktop/error-dialog.ts'
import { logFile, logFileSink, toAll } from './desktop/log-file.ts'
import { ownArguments } from './desktop/own-arguments.ts'
import { hasTrayHost } from './desktop/tray-host.ts'
import { stderrSink } from './log/log-sink.ts'
import { createLog } from './log/logging.ts'
import { findAppRoot, readVersion } from './process/app-root.ts'
import { surviveClosedOutput } from './process/closed-output.ts'
import { keepTicksFast } from './process/fast-ticks.ts'
import { hiddenFlag, parseCommandLine, readFarmOptions, UsageError, withFarmFlags } from './process/options.ts'
import { endOnUncaught } from './process/uncaught.ts'

keepTicksFast()

/** Electron's entry: reads the flags and hands over to the desktop. */
const start = await readStart()
if (start) {
  surviveClosedOutput()
  endOnUncaught(start.log, () => {
    explainFault(logFile(start.options.dataDir))
    app.exit(1)
  })
  // Not awaited: Electron is ready only once this module has been evaluated, and the desktop waits for that.
  void runDesktop(start)
}

/** Null where there is nothing to start: the help was asked for, or the command line has a fault. */
async function readStart(): Promise<DesktopStart | null> {
  const root = findAppRoot()
  let read: DesktopStart | null = null
  const command = withFarmFlags(new Command('bindery').version(readVersion(root))).addOption(hiddenFlag())
  command.action((flags) => {
    const options = readFarmOptions(flags)
    read = {
      options,
      root,
      log: createLog(options.logLevel, toAll(stderrSink(), logFileSink(options.dataDir))),
      isPortGiven: command.getOptionValueSource('port') !== 'default',
      isHidden: flags.hidden === true,
      hasTray: () => hasTrayHost(process.platform),
    }
  })
  try {
    await parseCommandLine(command, ownArguments(process.argv, app.isPackaged))
  } catch (error) {
    const { message } = error as Error
    if (message !== '') process.stderr.write(`bindery: ${message}\n`)
    app.exit(error instanceof UsageError ? error.exitCode : 2)
  }
  return read
}
