import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { picturesDir } from '../process/data-dir.ts'
import { diskSpace } from '../process/disk-space.ts'
import { advice, type Finding, ok, problem } from './finding.ts'

const LEAST_FREE_INODES = 1000
const onWindows = process.platform === 'win32'

/** The data folder as it is: nothing is made. */
export function lookAtDataFolder(dataDir: string): Finding {
  const name = 'Data folder'
  const there = nearest(dataDir)
  const fault = faultOf(there) ?? (existsSync(picturesDir(dataDir)) ? faultOf(picturesDir(dataDir)) : null)
  if (fault !== null)
    return problem(name, `${fault}; choose another with --data-dir, or change its owner or permissions`)
  if (there !== dataDir) return ok(name, `${dataDir} is not there yet; the first start makes it`)
  const { uid, mode } = statSync(dataDir)
  const self = process.getuid?.()
  // Root reads all, and leaves files that the farm's own user can't.
  if (self !== undefined && uid !== self) {
    return advice(
      name,
      `${dataDir} belongs to user ${uid} and this is user ${self}; run Bindery's commands as its owner`,
    )
  }
  if (!onWindows && (mode & 0o077) !== 0) return problem(name, `others can look into ${dataDir}; run chmod 700 on it`)
  return ok(name, dataDir)
}

export async function lookAtDisk(dataDir: string): Promise<Finding> {
  const { freeBytes, isLow } = await diskSpace(nearest(dataDir))
  const { files, ffree } = await statfs(nearest(dataDir))
  const megabytes = freeBytes / 1024 ** 2
  const says = megabytes < 1024 ? `${Math.floor(megabytes)} MB free` : `${(megabytes / 1024).toFixed(1)} GB free`
  if (isLow) return problem('Disk', `${says}; free some space`)
  // File systems without a fixed number of them say 0 of 0.
  if (files > 0 && ffree < LEAST_FREE_INODES) {
    return problem('Disk', `${says}, but room for ${ffree} more files only (inodes); remove files that are not needed`)
  }
  return ok('Disk', says)
}

/** The folder itself or, where it is not there, the one that it would be made in. */
function nearest(folder: string): string {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(here) || dirname(here) === here) return here
  }
}

function faultOf(folder: string): string | null {
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is not a folder`
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    return `${folder} can't be written (${(error as NodeJS.ErrnoException).code})`
  }
}
