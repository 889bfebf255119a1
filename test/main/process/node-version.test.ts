import { expect, test } from 'vitest'
import { nodeFault } from '../../../src/main/process/node-version.ts'

test('a Node that is too old is told of in a line, with what to do', () => {
  expect(nodeFault('20.20.2')).toBe('Node v20.20.2 is too old; run it through npm, which brings 24 along')
  expect([nodeFault('24.0.0'), nodeFault(process.versions.node), nodeFault('100.1.0')]).toEqual([null, null, null])
})
