import { diagnosticsSchema, storageSchema } from '../../../shared/diagnostics.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Farm']

/** What helps to find out how the farm does. */
export function diagnosticsRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/storage',
    {
      schema: { tags, operationId: 'getStorage', summary: 'How much the farm keeps', response: answers(storageSchema) },
    },
    async () => farm.storage(),
  )

  app.get(
    '/diagnostics',
    {
      schema: {
        tags,
        operationId: 'getDiagnostics',
        summary: 'What somebody who is asked for help needs to know',
        description:
          'Versions, settings, counts, and the codes of the last failures: no name, host, uid, URL or secret.',
        response: answers(diagnosticsSchema),
      },
    },
    async (_, reply) => {
      const found = await farm.diagnostics()
      const name = `bindery-diagnostics-${found.at.slice(0, 10)}.json`
      reply.header('content-disposition', `attachment; filename="${name}"`)
      return found
    },
  )
}
