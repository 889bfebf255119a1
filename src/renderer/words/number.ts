/** "1 binding", "3,000 bindings". */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString()} ${n === 1 ? one : many}`

/** A share of 1 as per cent: never "100 %" or "0 %" of what is only nearly so. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.1) return '< 0.1 %'
  if (value < 100 && value > 99.9) return '> 99.9 %'
  const digits = value < 10 || value > 99 ? 1 : 0
  return `${Number(value.toFixed(digits)).toLocaleString()} %`
}
