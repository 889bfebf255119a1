import { expect, test } from 'vitest'
import { readFile } from '../../src/renderer/files.ts'

test.each(['utf8', 'utf16le'] as const)('a file that was chosen or dropped is read (%s)', async (encoding) => {
  const file = new File([Buffer.from('\uFEFF{"name":"Möbel"}', encoding)], 'x.json')
  expect(await readFile(file)).toEqual({ state: 'opened', name: 'x.json', text: '{"name":"Möbel"}' })
})

test('one that is no text is told as such, and nothing of it is taken', async () => {
  const file = new File([Buffer.from('"Möbel"', 'latin1')], 'x.json')
  expect(await readFile(file)).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/^x.json can’t be read/),
  })
})
