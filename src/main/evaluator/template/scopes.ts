import { NOWHERE, type Origin } from './origin.ts'

/** What a block's body sees: the contexts around it, the loops around it and the names that blocks gave. */
export interface Scopes {
  /** Innermost first; the last one is the root. */
  contexts: readonly Origin[]
  /** What each enclosing `#each` walks over, innermost first. */
  loops: readonly Origin[]
  /** Block parameters, innermost first. */
  names: readonly ReadonlyMap<string, Origin>[]
}

export const ROOT_SCOPES: Scopes = { contexts: ['root'], loops: [], names: [] }

/** Handlebars' own test of a path that can't be a block parameter. */
const isScoped = (path: hbs.AST.PathExpression) => /^\.|this\b/.test(path.original)

/** The origin that a path starts from, and the members that it goes on to. */
export function startOfPath(path: hbs.AST.PathExpression, scopes: Scopes): { origin: Origin; members: string[] } {
  const [name, ...rest] = path.parts
  if (path.data) {
    if (name === 'root') return { origin: 'root', members: rest }
    // The key of an object is its data; an index, `@first` and `@last` are not.
    return { origin: name === 'key' ? (scopes.loops[path.depth] ?? NOWHERE) : NOWHERE, members: rest }
  }
  if (path.depth === 0 && name !== undefined && !isScoped(path)) {
    const given = scopes.names.find((names) => names.has(name))?.get(name)
    if (given) return { origin: given, members: rest }
  }
  return { origin: scopes.contexts[path.depth] ?? NOWHERE, members: path.parts }
}
