import { totalmem } from 'node:os'

/**
 * Bytes that there are for the farm with all of its processes: this machine's, or what a container is held to (Linux).
 * @param limit 0 where nothing limits it, or a number beyond all memory
 */
export const machineMemory = (limit = process.constrainedMemory(), total = totalmem()): number =>
  Math.min(limit || total, total)
