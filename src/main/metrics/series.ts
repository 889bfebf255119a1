export type Labels = Record<string, string | number>

/** The series of one metric: a cell for each combination of its labels' values. */
export interface Series<Cell> {
  /** The cell of these labels, made when it is first asked for. */
  of(labels: Labels): Cell
  all(): readonly { labels: Labels; cell: Cell }[]
}

interface Step<Cell> {
  next: Map<string | number | undefined, Step<Cell>>
  cell: Cell | undefined
}

/** Found by walking from label to label: a key would have to be put together anew for every value that is counted. */
export function createSeries<Cell>(names: readonly string[], makeCell: () => Cell): Series<Cell> {
  const first = makeStep<Cell>()
  const all: { labels: Labels; cell: Cell }[] = []

  function addCell(step: Step<Cell>, labels: Labels): Cell {
    const cell = makeCell()
    step.cell = cell
    all.push({ labels, cell })
    return cell
  }

  return {
    of(labels) {
      let step = first
      for (const name of names) step = step.next.get(labels[name]) ?? addStep(step, labels[name])
      return step.cell ?? addCell(step, labels)
    },
    all: () => all,
  }
}

const makeStep = <Cell>(): Step<Cell> => ({ next: new Map(), cell: undefined })

function addStep<Cell>(step: Step<Cell>, value: string | number | undefined): Step<Cell> {
  const next = makeStep<Cell>()
  step.next.set(value, next)
  return next
}
