import { dialog } from 'electron'
import { DamagedDatabase } from '../db/damage.ts'
import { type Farm, type FarmParts, startFarm } from '../farm.ts'
import { PortTaken } from '../process/address.ts'
import { findFreePort } from '../server/free-port.ts'
import { whenAndAgo } from '../time-words.ts'
import { restoreBackup } from '../upkeep/restore-backup.ts'

export interface StartHelp {
  /** Told of a port that the person chose in the place of a taken one. */
  onPortChosen(port: number): void
  now(): number
}

/**
 * Starts the farm; where something stands in its way that the person can decide on, asks, and tries again.
 * @returns null where the person would rather quit
 */
export async function startFarmWithHelp(parts: FarmParts, help: StartHelp): Promise<Farm | null> {
  let { options } = parts
  for (;;) {
    try {
      return await startFarm({ ...parts, options })
    } catch (error) {
      if (error instanceof PortTaken) {
        const port = await askForPort(error)
        if (port === null) return null
        if (port !== options.port) help.onPortChosen(port)
        options = { ...options, port }
      } else if (error instanceof DamagedDatabase && error.backup) {
        if (!(await askToRestore(error, error.backup.at, help.now()))) return null
        await restoreBackup(options.dataDir, error.backup.path, help.now())
      } else throw error
    }
  }
}

const TAKEN = 'Another program uses it, maybe Bindery itself without a window.'
const RESERVED =
  'Windows keeps ranges of ports for Hyper-V, WSL and Docker, often until it is started again; other systems keep those below 1024.'

/** @returns the port to try next, or null to quit */
async function askForPort({ host, port, isReserved }: PortTaken): Promise<number | null> {
  const free = await findFreePort(host, port + 1)
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: `Port ${port} is ${isReserved ? 'kept by the system' : 'taken'}`,
    detail: `${isReserved ? RESERVED : TAKEN} With another port the addresses of all pictures change; those that you have given out work again only on port ${port}.`,
    buttons: [`Use port ${free}`, 'Try again', 'Quit'],
    defaultId: 1,
    cancelId: 2,
  })
  return [free, port][response] ?? null
}

async function askToRestore({ what }: DamagedDatabase, at: number, now: number): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The database is damaged',
    detail: `${what}\n\nThe newest good backup is of ${whenAndAgo(at, now)}. What was changed since then would be lost; the damaged database is kept.`,
    buttons: ['Restore the backup', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}
