const BASE = 65_521
/** So few words that the sums stay below 2^31, where they are added fastest. */
const WORDS_AT_A_TIME = 900

/** The Adler-32 checksum of some bytes (RFC 1950), which begin at a whole word. */
export function adler32(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
  let [a, b] = [1, 0]
  for (let i = 0; i < words.length; ) {
    for (const end = Math.min(i + WORDS_AT_A_TIME, words.length); i < end; i++) {
      const word = words[i] as number
      const first = word & 0xff
      const second = (word >>> 8) & 0xff
      const third = (word >>> 16) & 0xff
      const fourth = word >>> 24
      b += 4 * (a + first) + 3 * second + 2 * third + fourth
      a += first + second + third + fourth
    }
    a %= BASE
    b %= BASE
  }
  for (const byte of bytes.subarray(words.length * 4)) {
    a += byte
    b += a
  }
  return (((b % BASE) << 16) | (a % BASE)) >>> 0
}

/** The checksum of two parts of which the second has so many bytes. */
export function joinAdler32(first: number, second: number, secondLength: number): number {
  const [a, b, c, d] = [first & 0xffff, first >>> 16, second & 0xffff, second >>> 16]
  const low = (a + c + BASE - 1) % BASE
  // Each byte of the second part has counted `a` once more, instead of the 1 that it began with.
  const high = (b + d + (secondLength % BASE) * ((a + BASE - 1) % BASE)) % BASE
  return ((high << 16) | low) >>> 0
}
