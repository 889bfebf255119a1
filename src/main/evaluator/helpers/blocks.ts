import type { Budget } from '../template/budget.ts'
import {
  type BlockHelper,
  type BlockOptions,
  conditionals,
  createFrame,
  isEmpty,
} from '../template/handlebars-internals.ts'
import { type EnclosingScope, SCOPE } from '../template/language.ts'

/** `#if`, `#unless`, `#each` and `#with`: the first two are Handlebars' own. */
export function createBlocks(budget: Budget): Record<string, BlockHelper> {
  return {
    if(value, options) {
      return conditionals.if.call(contextOf(this), value, options)
    },
    unless(value, options) {
      return conditionals.unless.call(contextOf(this), value, options)
    },
    each(list, options) {
      const context = contextOf(this)
      if (typeof list !== 'object' || list === null) return options.inverse(context)
      const keys = Array.isArray(list) ? [...list.keys()] : Object.keys(list)
      if (keys.length === 0) return options.inverse(context)
      const frame = Object.assign(createFrame(options.data), enclosed(context, options))
      let page = ''
      keys.forEach((key, index) => {
        budget.iterate(options.loc)
        const item = (list as Record<string | number, unknown>)[key]
        Object.assign(frame, { key, index, first: index === 0, last: index === keys.length - 1 })
        page += options.fn(item, { data: frame, blockParams: [item, key] })
        budget.checkLength(page.length)
      })
      return page
    },
    with(value, options) {
      const context = contextOf(this)
      if (isEmpty(value)) return options.inverse(context)
      // Not a frame of its own: `@../index` counts loops alone, as Handlebars has it.
      const data = { ...options.data, ...enclosed(context, options) }
      return options.fn(value, { data, blockParams: [value] })
    },
  }
}

/** Inside of a null item, Handlebars calls a helper on a sealed empty object, which #if would take for something. */
const contextOf = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && Object.isSealed(given) ? null : given

/** What `../` inside of the block leads to. */
function enclosed(context: unknown, { data }: BlockOptions): Record<typeof SCOPE, EnclosingScope> {
  return { [SCOPE]: { context, outer: data[SCOPE] as EnclosingScope | undefined } }
}
