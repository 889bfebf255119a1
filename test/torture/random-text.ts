/** Ranges of code points, of which each is as likely as the others: first and last. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0x00, 0x1f],
  [0x7f, 0xff],
  [0x300, 0x36f],
  [0x590, 0x6ff],
  [0x2000, 0x206f],
  [0x4e00, 0x9fff],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfdd0, 0xffff],
  [0x1f300, 0x1faff],
  [0x10000, 0x10ffff],
]

/** Text of all that Unicode has and has not: controls, lone surrogates, what belongs to nobody. */
export function randomText(length: number, random: () => number): string {
  let text = ''
  for (let left = length; left > 0; left--) {
    const [first, last] = RANGES[Math.floor(random() * RANGES.length)] ?? [0, 0]
    text += String.fromCodePoint(first + Math.floor(random() * (last - first + 1)))
  }
  return text
}

/** The same bytes but for one bit. */
export function withBitFlipped(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes)
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return flipped
}
