/**
 * Rounds half away from zero at `decimals` places. The shift is made in the number's decimal text, so that 1.005,
 * which no double holds exactly, rounds as it reads.
 */
export function roundTo(value: number, decimals: number, round: (value: number) => number = Math.round): number {
  const rounded = Math.sign(value) * round(shift(Math.abs(value), decimals))
  const result = shift(rounded, -decimals)
  return Number.isFinite(result) ? result + 0 : value
}

function shift(value: number, places: number): number {
  const [digits, exponent = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}
