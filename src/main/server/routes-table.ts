import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'

interface KnownRoute {
  pattern: RegExp
  route: RouteOptions
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
  const known: KnownRoute[] = []
  app.addHook('onRoute', (route) => {
    known.push({ pattern: toPattern(route.url), route })
  })
  /** `/bindings/test` is a path of its own and one of `/bindings/:uid`. */
  const find = (request: FastifyRequest): RouteOptions[] => {
    const path = request.url.split('?', 1)[0] ?? ''
    return known.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route)
  }
  return {
    methodsOf: (request) => [...new Set(find(request).flatMap(({ method }) => method))].sort(),
    isPublic(request) {
      const routes = find(request)
      if (routes.length > 0) return routes.every(({ config }) => config?.isPublic)
      return PUBLIC_ROOTS.some((root) => request.url.startsWith(root))
    },
  }
}

function toPattern(url: string): RegExp {
  const source = url
    .split(/(:\w+|\*)/)
    .map((part) => {
      if (part === '*') return '.*'
      return part.startsWith(':') ? '[^/]+?' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${source}$`)
}
