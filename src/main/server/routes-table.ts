import type { FastifyInstance, FastifyRequest } from 'fastify'

interface KnownPath {
  pattern: RegExp
  methods: Set<string>
  isPublic: boolean
}

export interface RoutesTable {
  /** The methods that the path of this request has, or an empty list for a path that is not there. */
  methodsOf(request: FastifyRequest): string[]
  isPublic(request: FastifyRequest): boolean
}

/** Paths under which anybody may look, so that a wrong one is simply not there. */
const PUBLIC_ROOTS = ['/b/', '/renders/', '/app', '/docs', '/openapi.json']

/** Remembers every route that is added after it, so that a known path with a wrong method can be told from no path. */
export function tableOfRoutes(app: FastifyInstance): RoutesTable {
  const known = new Map<string, KnownPath>()
  app.addHook('onRoute', ({ url, method, config }) => {
    const entry = known.get(url) ?? { pattern: toPattern(url), methods: new Set(), isPublic: config?.isPublic ?? false }
    for (const each of [method].flat()) entry.methods.add(each)
    known.set(url, entry)
  })
  const find = (request: FastifyRequest): KnownPath | undefined => {
    const path = request.url.split('?', 1)[0] ?? ''
    return [...known.values()].find(({ pattern }) => pattern.test(path))
  }
  return {
    methodsOf: (request) => [...(find(request)?.methods ?? [])],
    isPublic: (request) => find(request)?.isPublic ?? PUBLIC_ROOTS.some((root) => request.url.startsWith(root)),
  }
}

function toPattern(url: string): RegExp {
  const source = url
    .split(/(:\w+|\*)/)
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+?' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('')
  return new RegExp(`^${source}$`)
}
