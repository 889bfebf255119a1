import { z } from 'zod'
import { paginate } from '../../../shared/pagination.ts'
import { runDetailsEnvelope, runEnvelope, runListQuery, runListSchema } from '../../../shared/run.ts'
import { runOfBinding } from '../../runs/run-of-binding.ts'
import { renderUrl, toPrevious, toRun, toRunDetails } from '../../views.ts'
import { type App, answers, type RouteContext, runParams, uidParams } from '../context.ts'

const tags = ['Bindings']
const waitQuery = z.object({ wait: z.enum(['true', 'false']).optional().describe('Wait for the run to end') })
const refreshingSchema = z.object({ status: z.literal('refreshing'), runId: z.string(), renderUrl: z.string() })

/** A binding's refreshes: asked for, and what became of them. */
export function bindingRunRoutes(app: App, { farm, baseUrl }: RouteContext): void {
  const { bindings } = farm

  app.post(
    '/bindings/:uid/refresh',
    {
      schema: {
        tags,
        operationId: 'refreshBinding',
        summary: 'Refresh a binding now',
        params: uidParams,
        querystring: waitQuery,
        response: { 200: runEnvelope, ...answers(refreshingSchema, 202) },
      },
    },
    async (request, reply) => {
      const isAwaited = request.query.wait === 'true'
      const { binding, ticket } = await bindings.refresh(request.params.uid, isAwaited)
      const base = baseUrl(request)
      if (isAwaited) return { run: toRun(await ticket.done, base) }
      reply.code(202)
      return { status: 'refreshing' as const, runId: ticket.runId, renderUrl: renderUrl(binding, base) }
    },
  )

  app.get(
    '/bindings/:uid/runs',
    {
      schema: {
        tags,
        operationId: 'listBindingRuns',
        summary: 'List the runs of a binding',
        params: uidParams,
        querystring: runListQuery,
        response: answers(runListSchema),
      },
    },
    async (request) => {
      const { binding } = await bindings.get(request.params.uid)
      const { runs, total } = await farm.runs.list(binding.uid, request.query)
      const base = baseUrl(request)
      return { runs: runs.map((run) => toRun(run, base)), pagination: paginate(request.query, total) }
    },
  )

  app.get(
    '/bindings/:uid/runs/:runId',
    {
      schema: {
        tags,
        operationId: 'getRun',
        summary: 'Get a run with what it saw',
        params: runParams,
        response: answers(runDetailsEnvelope),
      },
    },
    async (request) => {
      const { binding } = await bindings.get(request.params.uid)
      const run = await runOfBinding(farm.runs, binding.uid, request.params.runId)
      const base = baseUrl(request)
      const previous = toPrevious(await farm.runs.previousDrawn(run), base)
      return { run: toRun(run, base), details: toRunDetails(run), previous }
    },
  )
}
