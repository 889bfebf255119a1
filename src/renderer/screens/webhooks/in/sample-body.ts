import type { Binding } from '../../../../shared/binding.ts'
import { isJsonPath, parseDataPath } from '../../../../shared/data-path.ts'
import type { Json } from '../../../../shared/json.ts'
import { sampleVariables } from '../../../../shared/sample-variables.ts'
import type { Template } from '../../../../shared/template.ts'

/** A longer list is more than an example needs. */
const MOST_ITEMS = 20

type Step = string | number
type Steps = readonly Step[]

/** JSON in which every path of the mapping finds something, with values that suit the template. */
export function sampleBody({ mapping, defaults }: Pick<Binding, 'mapping' | 'defaults'>, template?: Template): Json {
  const values = { ...(template ? sampleVariables(template) : {}), ...defaults }
  const paths = Object.entries(mapping).flatMap(([variable, path]) => {
    const steps = stepsOf(path)
    return steps ? [{ steps, value: values[variable] ?? variable }] : []
  })
  // The deeper ones come first, so that a path to the whole of a thing does not take the place of its members.
  paths.sort((a, b) => b.steps.length - a.steps.length)
  return paths.reduce<Json | undefined>((body, { steps, value }) => withValue(body, steps, value), undefined) ?? {}
}

/** One way down a path; the first item stands for all. Null for a query that says more than a way. */
function stepsOf(path: string): Steps | null {
  const plain = isJsonPath(path) ? path.replace(/^\$\.?/, '').replaceAll(/\.\*|\[\*\]/g, '[0]') : path
  try {
    const steps = parseDataPath(plain).map((step) => (typeof step === 'number' && step < 0 ? 0 : step))
    return steps.some((step) => typeof step === 'number' && step >= MOST_ITEMS) ? null : steps
  } catch {
    return null
  }
}

function withValue(into: Json | undefined, [step, ...rest]: Steps, value: Json): Json {
  if (step === undefined) return into ?? value
  if (typeof step === 'number') {
    const items = Array.isArray(into) ? into : []
    const item = withValue(items[step], rest, value)
    return Array.from({ length: Math.max(items.length, step + 1) }, (_, at) =>
      at === step ? item : (items[at] ?? null),
    )
  }
  const members = typeof into === 'object' && into !== null && !Array.isArray(into) ? into : {}
  return { ...members, [step]: withValue(members[step], rest, value) }
}
