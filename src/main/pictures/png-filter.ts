/** `none` leaves bytes as they are; `sub` takes from each that of the pixel to its left (PNG, third edition, section 9). */
export type Filter = 'none' | 'sub'

const NAMES: Record<Filter, number> = { none: 0, sub: 1 }
/** Every so many rows one is looked at. */
const LOOKED_AT = 4

/**
 * The filter under which rows of opaque pixels are packed smaller: text, boxes and lines are so as they are; gradients
 * and photographs, where most pixels differ from the one beside them, by these differences.
 */
export function chooseFilter(rgb: Uint8Array, width: number): Filter {
  const row = width * 3
  let [alike, all] = [0, 0]
  for (let start = 0; start < rgb.length; start += row * LOOKED_AT) {
    for (let i = start + 3; i < start + row; i += 3, all++) {
      if (rgb[i] === rgb[i - 3] && rgb[i + 1] === rgb[i - 2] && rgb[i + 2] === rgb[i - 1]) alike++
    }
  }
  return alike * 2 >= all ? 'none' : 'sub'
}

/** Gives rows as a PNG has them, each after the name of its filter; good until the next time. */
export function createRowFilter() {
  let filtered = new Uint8Array(0)
  let difference = new Uint8Array(0)

  /** @param rgb begins at a whole word */
  return (rgb: Uint8Array, width: number, filter: Filter): Uint8Array => {
    const row = width * 3
    const rows = rgb.length / row
    if (filtered.length < rgb.length + rows) filtered = new Uint8Array(rgb.length + rows)
    if (filter === 'sub' && difference.length < rgb.length) difference = new Uint8Array(Math.ceil(rgb.length / 4) * 4)
    const source = filter === 'none' ? rgb : subtractLeft(rgb, row, difference)
    for (let y = 0; y < rows; y++) {
      filtered[y * (row + 1)] = NAMES[filter]
      filtered.set(source.subarray(y * row, (y + 1) * row), y * (row + 1) + 1)
    }
    return filtered.subarray(0, rgb.length + rows)
  }
}

/** Four bytes at a time; their highest bits are kept apart, so that none borrows from the next. */
function subtractLeft(rgb: Uint8Array, row: number, difference: Uint8Array): Uint8Array {
  const words = new Uint32Array(rgb.buffer, rgb.byteOffset, rgb.length >> 2)
  const out = new Uint32Array(difference.buffer, difference.byteOffset, words.length)
  let before = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number
    const left = (before >>> 8) | (word << 24)
    out[i] = ((word | 0x80808080) - (left & 0x7f7f7f7f)) ^ ((word ^ ~left) & 0x80808080)
    before = word
  }
  for (let i = words.length * 4; i < rgb.length; i++) difference[i] = (rgb[i] as number) - (rgb[i - 3] as number)
  // Left of the first pixel of a row there is nothing.
  for (let start = 0; start < rgb.length; start += row) difference.set(rgb.subarray(start, start + 3), start)
  return difference
}
