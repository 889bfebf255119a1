import { expect, test } from 'vitest'
import { fileText } from '../../src/shared/file-text.ts'

const TEXT = '{"name": "Zürich 😀"}\r\n'
const utf16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le')

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16, as Windows PowerShell writes it', utf16],
  ['UTF-16 of the other order', Buffer.from(utf16).swap16()],
])('a file in %s', (_name, bytes) => {
  expect(fileText(bytes)).toBe(TEXT)
})

test('what is no text is not guessed at', () => {
  expect(() => fileText(Buffer.from('Zürich', 'latin1'))).toThrow(TypeError)
  expect(() => fileText(utf16.subarray(0, -1))).toThrow(TypeError)
  expect(fileText(new Uint8Array())).toBe('')
})
