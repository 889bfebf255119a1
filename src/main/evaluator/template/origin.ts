/** Where a value comes from: the root object itself, or anything made from these root variables. */
export type Origin = 'root' | { names: ReadonlySet<string> /** Made from the root as a whole. */; all: boolean }

/** Literals, indexes and the like. */
export const NOWHERE: Origin = { names: new Set(), all: false }
/** Any root variable may have fed this. */
const EVERYWHERE: Origin = { names: new Set(), all: true }

export const fromVariable = (name: string): Origin => ({ names: new Set([name]), all: false })

/** The origin of what a helper or loop makes from values of these origins. */
export function derived(...origins: Origin[]): Exclude<Origin, 'root'> {
  const names = new Set<string>()
  let all = false
  for (const origin of origins) {
    const { names: fed, all: whole } = origin === 'root' ? (EVERYWHERE as Exclude<Origin, 'root'>) : origin
    for (const name of fed) names.add(name)
    all ||= whole
  }
  return { names, all }
}
