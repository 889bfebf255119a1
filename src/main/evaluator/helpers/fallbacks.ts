import { type Json, nestsDeeperThan } from '../../../shared/json.ts'
import { jsonLength } from '../json-length.ts'
import { MAX_COMPOSED_BYTES } from '../limits.ts'
import type { Budget } from '../template/budget.ts'
import { type Helpers, helper } from './helper.ts'
import { isNothing } from './values.ts'

const INDENT = 2

/** Helpers that stand in for what is not there, and those that go from values to JSON text and back. */
export function createFallbacks(budget: Budget): Helpers {
  return {
    default: helper(['value', 'fallback'], (value, fallback) => (isNothing(value) || value === '' ? fallback : value)),
    coalesce: helper(null, (...values) => values.find((value) => !isNothing(value)) ?? ''),
    json: helper(['value', 'pretty'], (value, pretty) => {
      if (value === undefined) return ''
      const indent = pretty ? INDENT : 0
      budget.checkLength(jsonLength(value as Json, MAX_COMPOSED_BYTES, indent))
      return JSON.stringify(value, null, indent)
    }),
    parseJson: helper(['text'], (text) => (typeof text === 'string' && !nestsDeeperThan(text) ? parse(text) : '')),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return ''
  }
}
