const UTF_16: readonly [mark: number, encoding: string][] = [
  [0xfffe, 'utf-16le'],
  [0xfeff, 'utf-16be'],
]

/**
 * The text of a file that a person made: UTF-8, or UTF-16 where it begins with that one's mark, as what Windows PowerShell
 * writes by `>` does. Marks are no part of it.
 * @throws {TypeError} where it is neither
 */
export function fileText(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes
  const encoding = UTF_16.find(([mark]) => mark === first * 256 + second)?.[1] ?? 'utf-8'
  return new TextDecoder(encoding, { fatal: true }).decode(bytes)
}
