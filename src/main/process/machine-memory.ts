import { totalmem } from 'node:os'

/**
 * Memory that there is for the farm and its browsers, in bytes: this machine's, or what a container or service is held to
 * (cgroups). A group that is held to nothing is told as 0, or as a number beyond all memory.
 */
export const machineMemory = (heldTo = process.constrainedMemory(), total = totalmem()): number =>
  Math.min(heldTo || total, total)
