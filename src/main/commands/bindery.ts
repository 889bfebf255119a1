import { Command } from 'commander'
import { findAppRoot, readVersion } from '../process/app-root.ts'
import { runMain } from '../process/main-process.ts'
import { parseCommandLine } from '../process/options.ts'
import { needsCommand } from './needs-command.ts'

/** Each is loaded where it is asked for: what a farm is made of takes longer to load than most of them to run. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.ts')).serveCommand().description('run the farm with no window'),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./restore.ts')).restoreCommand(),
  key: async () => (await import('./key.ts')).keyCommand(),
  chromium: async () => (await import('./chromium.ts')).chromiumCommand(),
}

/** The `bindery` command. */
export const bindery = (args: string[]): Promise<void> =>
  runMain(async () => {
    const program = new Command('bindery')
      .description('Live images from your own data.')
      .version(readVersion(findAppRoot()))
      .helpCommand(true)
    needsCommand(program, 'serve, doctor, backup, restore, key or chromium')
    for (const load of commandsFor(args)) program.addCommand(await load())
    await parseCommandLine(program, args)
  })

/** The one that is named first, else all, for its help. */
function commandsFor([name = '']: string[]): (() => Promise<Command>)[] {
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return named ? [named] : Object.values(COMMANDS)
}
