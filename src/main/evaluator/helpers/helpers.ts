import type { Locale } from '../job.ts'
import type { Budget } from '../template/budget.ts'
import type { BlockOptions } from '../template/handlebars-internals.ts'
import { PRINT_HELPER } from '../template/language.ts'
import { createBlocks } from './blocks.ts'
import { createDates } from './dates.ts'
import { createFallbacks } from './fallbacks.ts'
import type { Helper, Helpers } from './helper.ts'
import { createLists } from './lists.ts'
import { createNumbers } from './numbers.ts'
import { tests } from './tests.ts'
import { createText } from './text.ts'
import { printed } from './values.ts'

/** The inline helpers, as they behave in one locale and within one budget. */
export function createInlineHelpers(locale: Locale, budget: Budget): Helpers {
  return {
    ...tests,
    ...createLists(budget),
    ...createText(budget),
    ...createNumbers(locale),
    ...createDates(locale),
    ...createFallbacks(budget),
  }
}

/** Everything that a compiled template may call in one composition. */
export function createHelpers(locale: Locale, budget: Budget): Record<string, unknown> {
  const inline = Object.entries(createInlineHelpers(locale, budget))
  return {
    ...Object.fromEntries(inline.map(([name, helper]) => [name, forHandlebars(helper)])),
    ...createBlocks(budget),
    [PRINT_HELPER]: (value: unknown) => budget.print(printed(value)),
  }
}

/** Handlebars passes its options last; named arguments fill the places that are left. */
function forHandlebars({ parameters, run }: Helper) {
  return (...given: unknown[]): unknown => {
    const { hash } = given.pop() as BlockOptions
    if (parameters === null) return run(...given)
    return run(
      ...parameters.map((name, place) => given[place] ?? (Object.hasOwn(hash, name) ? hash[name] : given[place])),
    )
  }
}
