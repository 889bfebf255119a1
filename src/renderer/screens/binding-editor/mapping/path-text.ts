import { getByPath, isJsonPath, parseDataPath } from '../../../../shared/data-path.ts'
import type { Json } from '../../../../shared/json.ts'

const PLAIN = /^[^.[\]"'\s$][^.[\]"'\s]*$/

/** Steps as a mapping path: `items[0].name`, `a["odd.key"]`. */
export function pathText(steps: readonly (string | number)[]): string {
  return steps
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`
      if (!PLAIN.test(step)) return `["${step.replaceAll(/["\\]/g, '\\$&')}"]`
      return at > 0 ? `.${step}` : step
    })
    .join('')
}

/** The steps of a mapping path with indexes counted from the front; null for one that can't be read, or a query. */
export function stepsIn(data: Json, path: string): (string | number)[] | null {
  if (path === '' || isJsonPath(path)) return null
  try {
    const steps: (string | number)[] = []
    let value: Json | undefined = data
    for (const step of parseDataPath(path)) {
      // `items[-1]` and `items.0` name the same line of the tree as the index from the front does.
      const plain = Array.isArray(value) ? indexIn(value, step) : String(step)
      steps.push(plain)
      value = value === undefined ? undefined : getByPath(value, [step])
    }
    return steps
  } catch {
    return null
  }
}

function indexIn(list: readonly Json[], step: string | number): string | number {
  const index = Number(step)
  if (!Number.isInteger(index)) return step
  return index < 0 ? list.length + index : index
}
