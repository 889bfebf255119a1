/** Numbers as people write them in a field. */

/** @throws {Error} with what to write instead */
export function parseCount(text: string): number {
  const count = Number(text.trim())
  if (text.trim() === '' || !Number.isInteger(count)) throw new Error('Write a whole number.')
  return count
}

const GIGABYTE = 1_000_000_000

/** Gigabytes with two decimals at most: "5.37". */
export const toGigabytes = (bytes: number): string => String(Math.round((bytes / GIGABYTE) * 100) / 100)

/** @throws {Error} with what to write instead */
export function fromGigabytes(text: string): number {
  const amount = Number(text.trim().replace(',', '.'))
  if (text.trim() === '' || !Number.isFinite(amount)) throw new Error('Write a number, such as 5.')
  return Math.round(amount * GIGABYTE)
}
