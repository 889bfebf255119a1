import { Command } from 'commander'
import { makeDataDir } from '../process/data-dir.ts'
import { dataDirFlag, UsageError } from '../process/options.ts'
import { readOrMakeApiKey, writeNewApiKey } from '../secrets/api-key.ts'

/** With a key in its environment (a container) the farm has no other. */
const CHANGE_IT_THERE = 'The API key is the one in BINDERY_API_KEY. Change it there, and start Bindery again.'

/** `bindery key [rotate]`: shows the API key, or replaces it, which ends every session of a running farm at once. */
export function keyCommand(): Command {
  return new Command('key')
    .description('show the API key, or rotate it')
    .argument('[action]', 'rotate: make a new key; the old one stops working at once')
    .addOption(dataDirFlag())
    .action((action: string | undefined, { dataDir }: { dataDir: string }, command: Command) => {
      if (action !== undefined && action !== 'rotate')
        command.error(`error: unknown action '${action}': expected rotate`)
      const given = process.env.BINDERY_API_KEY
      if (given) {
        if (action === 'rotate') throw new UsageError(CHANGE_IT_THERE, 1)
        process.stdout.write(`${given}\n`)
        return
      }
      makeDataDir(dataDir)
      const key = action === 'rotate' ? writeNewApiKey(dataDir) : readOrMakeApiKey(dataDir)
      process.stdout.write(`${key}\n`)
    })
}
