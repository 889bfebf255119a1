import { totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { machineMemory } from '../../../src/main/process/machine-memory.ts'

const GIB = 1024 ** 3

test('the memory that there is is what a container may take, where that is less than the machine has', () => {
  expect(machineMemory(2 * GIB, 16 * GIB)).toBe(2 * GIB)
  // Groups that are held to nothing, as cgroups 1 and 2 tell of them.
  expect(machineMemory(18446744073709552000, 16 * GIB)).toBe(16 * GIB)
  expect(machineMemory(0, 16 * GIB)).toBe(16 * GIB)
  expect(machineMemory()).toBeLessThanOrEqual(totalmem())
})
