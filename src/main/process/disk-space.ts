import { statfs } from 'node:fs/promises'

/** Less than this is little on any disk, and less than this share is little on a small one. */
const LEAST_FREE_BYTES = 500 * 1024 ** 2
const LEAST_FREE_SHARE = 0.05

export interface DiskSpace {
  freeBytes: number
  /** So little that pictures and backups may soon not fit. */
  isLow: boolean
}

/** The disk that a folder is on. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  return { freeBytes, isLow: freeBytes < Math.min(LEAST_FREE_BYTES, blocks * bsize * LEAST_FREE_SHARE) }
}
