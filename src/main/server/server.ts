import { createServer, type Server as HttpServer } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import { Problem } from '../../shared/errors.ts'
import type { Farm } from '../farm.ts'
import { addJsonBodies, BODY_LIMIT } from './body.ts'
import { RangeNotSatisfiable } from './conditional.ts'
import type { App, RouteContext } from './context.ts'
import { addGuards, type GuardOptions } from './guards.ts'
import { addIdempotency } from './idempotency.ts'
import { sendProblem, toProblem } from './problems.ts'
import { bindingRoutes } from './routes/bindings.ts'
import { eventRoutes } from './routes/events.ts'
import { pictureRoutes } from './routes/pictures.ts'
import { statusRoutes } from './routes/status.ts'
import { templateRoutes } from './routes/templates.ts'
import { uiRoutes } from './routes/ui.ts'
import { webhookInRoutes } from './routes/webhooks-in.ts'
import { type RoutesTable, tableOfRoutes } from './routes-table.ts'

export interface ServerOptions extends GuardOptions {
  farm: Farm
  /** Folder of the UI's built files. */
  uiDirectory: string
  version: string
  log: Logger
}

/** A client that sends nothing for this long is hung up on. */
const REQUEST_TIMEOUT_MS = 60_000
const HEADERS_TIMEOUT_MS = 15_000

/** The farm's HTTP side: guards, one error mapper, and routes that have no logic of their own. */
export async function buildServer(options: ServerOptions): Promise<App> {
  const { farm, log } = options
  const app = createApp(options)
  const routes = tableOfRoutes(app)
  addErrors(app, routes, log)
  addGuards(app, options, (request) => routes.isPublic(request))
  addJsonBodies(app)
  addIdempotency(app, { repository: farm.idempotency, secrets: farm.secrets, now: options.now })
  await addDocs(app, options.version)

  const context: RouteContext = { farm, baseUrl: (request) => baseUrlOf(request, options.publicUrl) }
  statusRoutes(app, context)
  bindingRoutes(app, context)
  templateRoutes(app, context)
  pictureRoutes(app, context)
  eventRoutes(app, context)
  uiRoutes(app, options.uiDirectory)
  await app.register(async (scope) => webhookInRoutes(scope.withTypeProvider<ZodTypeProvider>(), context))
  await app.ready()
  return app
}

function createApp({ log }: ServerOptions): App {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    // A missing Host is answered like a wrong one, by the guard.
    serverFactory: (handler) => {
      const server: HttpServer = createServer({ requireHostHeader: false }, handler)
      server.requestTimeout = REQUEST_TIMEOUT_MS
      server.headersTimeout = HEADERS_TIMEOUT_MS
      return server
    },
    rewriteUrl: ({ url = '/' }) => (/^\/v1(?=[/?]|$)/.test(url) ? url.slice(3) || '/' : url),
    routerOptions: { maxParamLength: 300 },
    exposeHeadRoutes: true,
    forceCloseConnections: true,
    clientErrorHandler(error, socket) {
      if (socket.writable) socket.end(malformedRequest(error))
    },
    frameworkErrors(error, request, reply) {
      const problem = toProblem(error, request) ?? new Problem('validation-error', 'The path cannot be read.')
      sendProblem(reply, problem)
    },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  // Answers are built from typed views; the schemas describe them, and the contract tests hold them to it.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  return app
}

function addErrors(app: App, routes: RoutesTable, log: Logger): void {
  app.setErrorHandler((error: Error, request, reply) => {
    const problem = toProblem(error, request)
    if (!problem) log.error({ err: error, request: request.id, route: request.routeOptions.url }, 'A request met an unexpected fault')
    if (error instanceof RangeNotSatisfiable) reply.header('content-range', `bytes */${error.length}`)
    return sendProblem(reply, problem ?? unexpected())
  })
  app.setNotFoundHandler((request, reply) => {
    const methods = routes.methodsOf(request)
    if (methods.length === 0) return sendProblem(reply, new Problem('not-found', 'There is nothing at this path. See /docs.'))
    reply.header('allow', methods.join(', '))
    return sendProblem(reply, new Problem('method-not-allowed', `This path takes ${methods.join(', ')}.`))
  })
  app.addHook('onResponse', async (request, reply) => {
    log.debug(
      { request: request.id, method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
}

const unexpected = (): Problem =>
  new Problem('render-failed', 'Bindery met an unexpected fault; its log has the cause.', { retriable: true })

function malformedRequest(error: Error & { code?: string }): string {
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const status = isTooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'
  const detail = isTooLarge ? 'The headers are too large.' : 'This is not an HTTP request that can be read.'
  const body = JSON.stringify({ type: 'about:blank', title: status.slice(4), status: Number(status.slice(0, 3)), detail, error: detail, code: 'VALIDATION_ERROR', retriable: false })
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

async function addDocs(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Bindery', version, description: 'Live images from your own data. Every path answers under /v1 too.' },
      servers: [{ url: '/' }, { url: '/v1' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: (input) => {
      const transformed = jsonSchemaTransform(input as never) as { schema: Record<string, unknown>; url: string }
      const isPublic = (input.route as { config?: { isPublic?: boolean } }).config?.isPublic
      return isPublic && transformed.schema ? { ...transformed, schema: { ...transformed.schema, security: [] } } : transformed
    },
    transformObject: jsonSchemaTransformObject as never,
  })
  app.get('/openapi.json', { config: { isPublic: true }, schema: { hide: true } }, async () => app.swagger())
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, isPublic: true }
    })
    await scope.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  })
}

function baseUrlOf(request: FastifyRequest, publicUrl: URL | null): string {
  return publicUrl ? publicUrl.href.replace(/\/$/, '') : `http://${request.headers.host}`
}
