import { statfs } from 'node:fs/promises'

/** Less than this is little on any disk, and less than this share is little on a small one. */
const LEAST_FREE_BYTES = 500 * 1024 ** 2
const LEAST_FREE_SHARE = 0.05
export const LEAST_FREE_FILES = 1000

export interface DiskSpace {
  freeBytes: number
  /** How many more files it takes (inodes); null where there is no limit. */
  freeFiles: number | null
  /** So little of either that pictures and backups may soon not fit. */
  isLow: boolean
}

/** The disk that a folder is on. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize, files, ffree } = await statfs(folder)
  const freeBytes = bavail * bsize
  // File systems without a fixed number of them say 0 of 0.
  const freeFiles = files > 0 ? ffree : null
  const isFull = freeFiles !== null && isLittle(freeFiles, files, LEAST_FREE_FILES)
  return { freeBytes, freeFiles, isLow: isFull || isLittle(freeBytes, blocks * bsize, LEAST_FREE_BYTES) }
}

const isLittle = (free: number, all: number, least: number): boolean => free < Math.min(least, all * LEAST_FREE_SHARE)
