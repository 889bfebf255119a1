import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { picturesDir } from '../process/data-dir.ts'
import { diskSpace, LEAST_FREE_FILES } from '../process/disk-space.ts'
import { advice, type Finding, ok, problem } from './finding.ts'

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
  const { freeBytes, freeFiles, isLow } = await diskSpace(nearest(dataDir))
  const megabytes = freeBytes / 1024 ** 2
  const says = megabytes < 1024 ? `${Math.floor(megabytes)} MB free` : `${(megabytes / 1024).toFixed(1)} GB free`
  if (!isLow) return ok('Disk', says)
  if (freeFiles === null || freeFiles >= LEAST_FREE_FILES) return problem('Disk', `${says}; free some space`)
  return problem(
    'Disk',
    `${says}, but room for ${freeFiles} more files only (inodes); remove files that are not needed`,
  )
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
