/** The members of a binding that are merged key by key; all others are merged as they stand. */
const KEYED = ['mapping', 'defaults', 'refreshPolicy', 'outputConfig', 'variableDefinitions'] as const
export type Keyed = (typeof KEYED)[number]

export const SOURCE = 'dataSource'
export const CREDENTIALS = 'dataSource.credentials'
const HEADER = /^dataSource\.headers\["(.*)"\]$/s

export const headerPath = (name: string): string => `dataSource.headers["${name.toLowerCase()}"]`

/** Where a field lies: in a member of the object, under a key of it. */
export type Place =
  | { kind: 'member'; member: string }
  | { kind: 'keyed'; member: Keyed; key: string }
  | { kind: 'source'; member: string }
  | { kind: 'header'; name: string }

export function placeOf(path: string): Place {
  const header = HEADER.exec(path)?.[1]
  if (header !== undefined) return { kind: 'header', name: header }
  const dot = path.indexOf('.')
  if (dot < 0) return { kind: 'member', member: path }
  const [member, key] = [path.slice(0, dot), path.slice(dot + 1)]
  return member === SOURCE ? { kind: 'source', member: key } : { kind: 'keyed', member: member as Keyed, key }
}

export const topOf = (path: string): string => path.split('.', 1)[0] ?? path
export const isSourcePath = (path: string): boolean => topOf(path) === SOURCE
