import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import { Problem } from '../../shared/errors.ts'
import type { Farm } from '../farm.ts'
import { baseOf } from '../process/address.ts'
import { newRequestId, type RecordAnswer, recordAnswers } from './answer-records.ts'
import { BODY_LIMIT, readJsonBodies, takeBodies } from './body.ts'
import { RangeNotSatisfiable } from './conditional.ts'
import { type App, ClientGone, type RouteContext } from './context.ts'
import { addDocs } from './docs.ts'
import { addGuards, checkHost, createHostCheck, type GuardOptions, type HostCheck } from './guards.ts'
import { type AnswerAtOnce, hotPictures } from './hot-pictures.ts'
import { addIdempotency } from './idempotency.ts'
import { createListener, type Listener } from './listener.ts'
import { sendProblem, toProblem } from './problems.ts'
import { backupRoutes } from './routes/backups.ts'
import { bindingDataRoutes } from './routes/binding-data.ts'
import { bindingRunRoutes } from './routes/binding-runs.ts'
import { bindingRoutes } from './routes/bindings.ts'
import { chromiumRoutes } from './routes/chromium.ts'
import { diagnosticsRoutes } from './routes/diagnostics.ts'
import { dryRunRoutes } from './routes/dry-runs.ts'
import { eventRoutes } from './routes/events.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { pictureRoutes } from './routes/pictures.ts'
import { portableRoutes } from './routes/portable.ts'
import { runRoutes } from './routes/runs.ts'
import { serverViewRoutes } from './routes/server-view.ts'
import { statusRoutes } from './routes/status.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { syncRoutes } from './routes/sync.ts'
import { templateVersionRoutes } from './routes/template-versions.ts'
import { templateRoutes } from './routes/templates.ts'
import { thumbnailRoutes } from './routes/thumbnails.ts'
import { uiRoutes } from './routes/ui.ts'
import { webhookInRoutes } from './routes/webhooks-in.ts'
import { type RoutesTable, tableOfRoutes } from './routes-table.ts'
import { validatorCompiler } from './validation.ts'

export interface ServerOptions extends GuardOptions {
  farm: Farm
  /** Folder of the UI's built files. */
  uiDirectory: string
  version: string
  log: Logger
}

/** One step of a path, in characters; names that are too long are answered like those that are not there. */
const MAX_PARAM_LENGTH = 2000

/** The farm's HTTP side: guards, one error mapper, and routes that have no logic of their own. */
export async function buildServer(options: ServerOptions): Promise<App> {
  const { farm, log } = options
  const record = recordAnswers(farm.metrics, log)
  const app = createApp(options, record)
  const routes = tableOfRoutes(app)
  addErrors(app, routes, log)
  addRequestRecords(app, record)
  addGuards(app, options, (request) => routes.isPublic(request))
  takeBodies(app)
  addIdempotency(app, { repository: farm.idempotency, secrets: farm.secrets, now: options.now })
  readJsonBodies(app)
  await addDocs(app, options.version)

  const context: RouteContext = { farm, baseUrl: (request) => baseUrlOf(request, options.publicUrl) }
  statusRoutes(app, context)
  metricsRoutes(app, context)
  bindingRoutes(app, context)
  bindingRunRoutes(app, context)
  dryRunRoutes(app, context)
  bindingDataRoutes(app, context)
  runRoutes(app, context)
  templateRoutes(app, context)
  templateVersionRoutes(app, context)
  pictureRoutes(app, context)
  thumbnailRoutes(app, context)
  subscriptionRoutes(app, context)
  portableRoutes(app, context)
  chromiumRoutes(app, context)
  diagnosticsRoutes(app, context)
  serverViewRoutes(app, context)
  backupRoutes(app, context)
  syncRoutes(app, context)
  eventRoutes(app, context)
  uiRoutes(app, options.uiDirectory)
  webhookInRoutes(app, context)
  await app.ready()
  return app
}

function createApp(options: ServerOptions, record: RecordAnswer): App {
  let listener: Listener | undefined
  const isMeant = createHostCheck(options)
  let answerAtOnce: AnswerAtOnce = hotPictures({ pictures: options.farm.pictures, isMeant, record })
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    genReqId: newRequestId,
    bodyLimit: BODY_LIMIT,
    serverFactory: (handler) => {
      listener = createListener({ atOnce: (request, response) => answerAtOnce(request, response), handler })
      return listener.server
    },
    rewriteUrl: ({ url = '/' }) => (/^\/v1(?=[/?]|$)/.test(url) ? url.slice(3) || '/' : url),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    exposeHeadRoutes: true,
    forceCloseConnections: true,
    // While the farm stops it answers as ever, not past the guards.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => listener?.refuse(error, socket),
    // The router could not read the path, so no hook has judged the request.
    frameworkErrors(error, request, reply) {
      reply.header('x-request-id', request.id)
      sendProblem(reply, misdirection(request, isMeant) ?? toProblem(error) ?? unexpected())
    },
  }).withTypeProvider<ZodTypeProvider>()
  // The framework ends the connections of a farm that stops with their next answer.
  app.addHook('preClose', async () => {
    answerAtOnce = () => false
  })
  app.setValidatorCompiler(validatorCompiler)
  // Answers are built from typed views; the schemas describe them, and the contract tests hold them to it.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  return app
}

function addErrors(app: App, routes: RoutesTable, log: Logger): void {
  const sendNothingHere = (request: FastifyRequest, reply: FastifyReply) => {
    const methods = routes.methodsOf(request)
    // A folder of files takes the method, and has no such file.
    if (methods.length === 0 || methods.includes(request.method))
      return sendProblem(reply, new Problem('not-found', 'There is nothing at this path. See /docs.'))
    reply.header('allow', methods.join(', '))
    return sendProblem(reply, new Problem('method-not-allowed', `This path takes ${methods.join(', ')}.`))
  }
  app.setNotFoundHandler(sendNothingHere)
  app.setErrorHandler((error: Error, request, reply) => {
    // What the framework finds wrong with a request for nothing is of no interest.
    if (request.is404 && !(error instanceof Problem)) return sendNothingHere(request, reply)
    const problem = toProblem(error)
    if (!problem && !(error instanceof ClientGone))
      log.error(
        { err: error, request: request.id, route: request.routeOptions.url },
        'A request met an unexpected fault',
      )
    if (error instanceof RangeNotSatisfiable) reply.header('content-range', `bytes */${error.length}`)
    return sendProblem(reply, problem ?? unexpected())
  })
}

function addRequestRecords(app: App, record: RecordAnswer): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async ({ id, method, routeOptions }, { statusCode: status, elapsedTime: ms }) => {
    record({ id, method, route: routeOptions.url, status, ms })
  })
}

const unexpected = (): Problem =>
  new Problem('render-failed', 'Bindery met an unexpected fault; its log has the cause.', { retriable: true })

function misdirection(request: FastifyRequest, isMeant: HostCheck): Problem | null {
  try {
    checkHost(request, isMeant)
    return null
  } catch (error) {
    return error as Problem
  }
}

function baseUrlOf(request: FastifyRequest, publicUrl: URL | null): string {
  return publicUrl ? baseOf(publicUrl) : `http://${request.headers.host}`
}
