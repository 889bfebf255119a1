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
    ...conditionals,
    each(list, options) {
      if (typeof list !== 'object' || list === null) return options.inverse(this)
      const keys = Array.isArray(list) ? [...list.keys()] : Object.keys(list)
      if (keys.length === 0) return options.inverse(this)
      const frame = Object.assign(createFrame(options.data), enclosed(this, options))
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
    with(context, options) {
      if (isEmpty(context)) return options.inverse(this)
      // Not a frame of its own: `@../index` counts loops alone, as Handlebars has it.
      const data = { ...options.data, ...enclosed(this, options) }
      return options.fn(context, { data, blockParams: [context] })
    },
  }
}

/** What `../` inside of the block leads to. */
function enclosed(context: unknown, { data }: BlockOptions): Record<typeof SCOPE, EnclosingScope> {
  return { [SCOPE]: { context, outer: data[SCOPE] as EnclosingScope | undefined } }
}
