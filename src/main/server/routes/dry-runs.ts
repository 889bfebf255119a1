import { z } from 'zod'
import { type BindingCreate, bindingCreateSchema, bindingUpdateSchema } from '../../../shared/binding.ts'
import { dryRunSchema } from '../../../shared/dry-run.ts'
import { type App, answers, type RouteContext, runParams, signalOf, uidParams } from '../context.ts'

const tags = ['Bindings']
const testQuery = z.object({
  details: z
    .enum(['true', 'false'])
    .optional()
    .describe('Say where the source was reached, and with a failure what it answered or which host was refused'),
})

/** Dry runs of bindings: of one that is not saved, of changes to one that is, and with what a run was given. */
export function dryRunRoutes(app: App, { farm }: RouteContext): void {
  const { bindings } = farm

  app.post(
    '/bindings/test',
    {
      schema: {
        tags,
        operationId: 'testDefinition',
        summary: 'Try a definition that is not saved',
        description: 'Fetches, maps and draws; saves and emits nothing. A failure is part of the answer.',
        querystring: testQuery,
        body: bindingCreateSchema,
        response: answers(dryRunSchema),
      },
    },
    async (request, reply) => {
      const { binding, template } = await bindings.draft(request.body as BindingCreate)
      return farm.dryRun(binding, template, { from: 'source' }, request.query.details === 'true', signalOf(reply))
    },
  )

  app.post(
    '/bindings/:uid/runs/:runId/test',
    {
      schema: {
        tags,
        operationId: 'testRun',
        summary: 'Try a binding with what a run was given',
        description:
          'The body is merged as PUT would; the source is not asked. What the run was given is the data it read while none newer came in, and of older runs their variables, secrets masked: then `data`, `missing` and `unused` are null. 409 where it got no data, or more than is kept with it. Saves and emits nothing; a failure is part of the answer.',
        params: runParams,
        querystring: testQuery,
        body: bindingUpdateSchema,
        response: answers(dryRunSchema),
      },
    },
    async (request, reply) => {
      const { uid, runId } = request.params
      const { binding, template } = await bindings.draftUpdate(uid, request.body)
      const input = await farm.runInput(uid, runId)
      return farm.dryRun(binding, template, input, request.query.details === 'true', signalOf(reply))
    },
  )

  app.post(
    '/bindings/:uid/test',
    {
      schema: {
        tags,
        operationId: 'testBinding',
        summary: 'Try a binding, with changes that are not saved',
        description: 'The body is merged as PUT would. Saves and emits nothing; a failure is part of the answer.',
        params: uidParams,
        querystring: testQuery,
        body: bindingUpdateSchema,
        response: answers(dryRunSchema),
      },
    },
    async (request, reply) => {
      const { binding, template } = await bindings.draftUpdate(request.params.uid, request.body)
      return farm.dryRun(binding, template, { from: 'source' }, request.query.details === 'true', signalOf(reply))
    },
  )
}
