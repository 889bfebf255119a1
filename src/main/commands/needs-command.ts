import type { Command } from 'commander'
import { UsageError } from '../process/options.ts'

/** A command that does nothing by itself says in one line what there is to do. */
export const needsCommand = (command: Command, choices: string): Command =>
  command.allowExcessArguments().action(() => {
    const [name] = command.args
    const fault = name === undefined ? '' : `There is no command "${name}". `
    throw new UsageError(`${fault}Say what to do: ${choices}. See --help.`)
  })
