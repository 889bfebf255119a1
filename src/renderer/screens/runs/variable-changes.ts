import type { PreviousPicture, Run, RunDetails } from '../../../shared/run.ts'

export interface VariableChange {
  name: string
  /** As text; null where it is not known. */
  before: string | null
  now: string | null
  isChanged: boolean
  /** The data did not have it: it is the default, or empty. */
  isMissing: boolean
  /** What is shown is only its beginning. */
  isCut: boolean
}

/** What the template was given, beside what it was given for the picture before. Changed ones come first. */
export function variableChanges(
  { changed, missing }: Pick<Run, 'changed' | 'missing'>,
  details: Pick<RunDetails, 'variables' | 'variablesCut'> | null,
  previous: Pick<PreviousPicture, 'variables' | 'variablesCut'> | null,
): VariableChange[] {
  const now = details?.variables ?? null
  const before = previous?.variables ?? null
  const names = now ? [...Object.keys(now), ...changed.filter((name) => !(name in now))] : changed
  const all = [...new Set([...names, ...missing])].map((name) => {
    const [was, is] = [textOf(before, name), textOf(now, name)]
    return {
      name,
      before: was,
      now: is,
      isChanged: changed.includes(name) || (was !== null && is !== null && was !== is),
      isMissing: missing.includes(name),
      isCut: details?.variablesCut.includes(name) ?? false,
    }
  })
  return all.sort((a, b) => Number(b.isChanged) - Number(a.isChanged) || Number(b.isMissing) - Number(a.isMissing))
}

function textOf(values: Record<string, unknown> | null, name: string): string | null {
  if (!values) return null
  if (!Object.hasOwn(values, name)) return ''
  const value = values[name]
  return typeof value === 'string' ? value : JSON.stringify(value)
}
