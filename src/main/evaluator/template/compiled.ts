import { LRUCache } from 'lru-cache'
import { CACHED_TEMPLATE_CHARACTERS, CACHED_TEMPLATES } from '../limits.ts'
import { type Analysis, analyse } from './analyse.ts'
import { COMPILE_OPTIONS, environment, RUN_OPTIONS } from './environment.ts'
import type { CompiledTemplate } from './handlebars-internals.ts'
import { syntaxFault } from './syntax-fault.ts'

export interface Compiled extends Analysis {
  /** Null where the source has faults. */
  template: CompiledTemplate | null
}

const cache = new LRUCache<string, Compiled>({
  max: CACHED_TEMPLATES,
  maxSize: CACHED_TEMPLATE_CHARACTERS,
  sizeCalculation: (_compiled, source) => source.length + 1,
})

/** Analyses and compiles a source, or remembers it. Only strings reach Handlebars' compiler, never a tree. */
export function compiled(source: string): Compiled {
  const known = cache.get(source)
  if (known) return known
  const fresh = compile(source)
  cache.set(source, fresh)
  return fresh
}

function compile(source: string): Compiled {
  try {
    // Not yet processed: what cares for white space walks the whole tree, and one that is too deep is the end of its stack.
    const analysis = analyse(environment.parseWithoutProcessing(source), source)
    if (analysis.faults.length > 0) return { ...analysis, template: null }
    const template = environment.compile(source, COMPILE_OPTIONS)
    template._setup(RUN_OPTIONS)
    return { ...analysis, template }
  } catch (error) {
    return { faults: [syntaxFault(error, source)], used: new Map(), usesAll: false, raw: [], template: null }
  }
}
