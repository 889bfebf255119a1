import type { JsonObject } from '../../src/shared/json.ts'

/** What can go wrong with a call of the hosted API. */
export const HOSTED_FAULTS = [
  /** No answer, and nothing was done. */
  'timeout before',
  /** No answer, though it was done. */
  'timeout after',
  'dropped before',
  'dropped after',
  '401',
  '403',
  '404',
  '409',
  '413',
  '429',
  '500',
  '502',
  '502 after',
  /** Done, and half of the JSON that says so. */
  'truncated JSON',
  /** A page of somebody else's, such as a network's login. */
  'HTML page with 200',
  /** For lists, all of them for other calls: */
  'empty list',
  'shuffled and overlapping pages',
  'duplicate uids',
] as const
export type HostedFaultName = (typeof HOSTED_FAULTS)[number]

/** A call, in words: which member of the interface asks for it. */
export type HostedCallName =
  | 'list bindings'
  | 'list templates'
  | 'get binding'
  | 'get template'
  | 'create binding'
  | 'create template'
  | 'update binding'
  | 'update template'
  | 'remove binding'
  | 'remove template'

const VERBS: Record<string, string> = { GET: 'get', POST: 'create', PUT: 'update', DELETE: 'remove' }

export function callName(method: string, path: string): HostedCallName | null {
  const match = /^\/(binding|template)s(\/[^/]+)?$/.exec(path)
  if (!match) return null
  const isList = method === 'GET' && match[2] === undefined
  return (isList ? `list ${match[1]}s` : `${VERBS[method]} ${match[1]}`) as HostedCallName
}

/** Whether the request is carried out all the same. */
export const isCarriedOut = (fault: HostedFaultName | null): boolean =>
  fault === null || fault.endsWith(' after') || fault === 'truncated JSON' || isListFault(fault)

export const isListFault = (fault: HostedFaultName | null): boolean =>
  fault === 'empty list' || fault === 'shuffled and overlapping pages' || fault === 'duplicate uids'

/** Pages that hold together no more: of `all`, in the order that the fault makes of it. */
export function faultyList(
  fault: HostedFaultName | null,
  all: JsonObject[],
  page: number,
  limit: number,
): JsonObject[] {
  const start = (page - 1) * limit
  switch (fault) {
    case 'empty list':
      return []
    case 'shuffled and overlapping pages': {
      // Every page begins two items early, and backwards.
      const early = all.slice(Math.max(0, start - 2), start + limit)
      return page % 2 === 0 ? early : early.reverse()
    }
    case 'duplicate uids': {
      const items = all.slice(start, start + limit)
      return items.flatMap((item) => [item, { ...item, name: `${item.name} (as it was)` }, item])
    }
    default:
      return all.slice(start, start + limit)
  }
}
