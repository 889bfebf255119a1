/** The middle of an odd or even number of figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0, high = 0] =
    sorted.length % 2 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]]
  return (low + high) / 2
}

/** The figure that so many percent of all do not exceed. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = [...figures].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

export const printFigure = (name: string, value: number, unit: string): void =>
  console.log(`  ${name.padEnd(52)} ${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}`)

export interface Contender {
  name: string
  /** One round; gives operations a second. */
  round(): Promise<number>
}

/**
 * Runs the contenders in turn, A B A B, so that a machine whose speed drifts drifts for all, and prints medians with
 * the ratio of the first to each: the median of the ratios of the rounds.
 */
export async function compare(
  title: string,
  unit: string,
  contenders: readonly Contender[],
  rounds = 5,
): Promise<void> {
  for (const { round } of contenders) await round()
  const figures = contenders.map(() => [] as number[])
  for (let i = 0; i < rounds; i++) {
    for (const [index, { round }] of contenders.entries()) figures[index]?.push(await round())
  }
  const medians = figures.map(median)
  const ratioTo = (index: number) =>
    median((figures[0] ?? []).map((own, round) => own / (figures[index]?.[round] ?? 0)))
  console.log(`\n${title} (median of ${rounds} rounds)`)
  for (const [index, { name }] of contenders.entries()) {
    const value = medians[index] ?? 0
    const ratio = index === 0 ? '' : `  Bindery is ${ratioTo(index).toFixed(2)}×`
    console.log(`  ${name.padEnd(44)} ${value.toFixed(value < 100 ? 1 : 0).padStart(8)} ${unit}${ratio}`)
  }
}
