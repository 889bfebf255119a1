import { readFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import sharp from 'sharp'
import { sha256 } from '../hash.ts'
import { packPng } from './pack-png.ts'
import type { PackAnswer, PackRequest } from './packer.ts'

/** The process that packs one picture, after everything else that the machine has to do. */

sharp.cache(false)
sharp.concurrency(1)
try {
  setPriority(constants.priority.PRIORITY_LOW)
} catch {
  // Then it has the priority of all others.
}

// The farm is gone. An exit would wait for the threads that pack.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.once('message', async ({ path, name }: PackRequest) => {
  const png = await readFile(path)
  const answer: PackAnswer = sha256(png) === name ? { packed: await packPng(png) } : { packed: null }
  process.send?.(answer)
})
