import { z } from 'zod'
import { exportQuery, exportSchema, importAnswerSchema, portableFileSchema } from '../../../shared/portable.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Definitions as a file']
/** A farm with thousands of bindings is one file. */
const MAX_FILE_BYTES = 64 * 1024 * 1024

/** Definitions out and in as one JSON file. */
export function portableRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/export',
    {
      schema: {
        tags,
        operationId: 'exportDefinitions',
        summary: 'Export definitions as one file',
        description: 'No secret, no webhook URL and no history is in it.',
        querystring: exportQuery,
        response: answers(exportSchema),
      },
    },
    async (request, reply) => {
      const file = await farm.exportFile(request.query)
      const name = `bindery-${file.exportedAt.slice(0, 10)}.json`
      reply.header('content-disposition', `attachment; filename="${name}"`)
      return file as z.infer<typeof exportSchema>
    },
  )

  app.post(
    '/import',
    {
      bodyLimit: MAX_FILE_BYTES,
      schema: {
        tags,
        operationId: 'importDefinitions',
        summary: 'Import an exported file',
        description:
          'All of it is stored, or nothing where any of it is at fault. Secrets in it are not taken in. `dryRun=true` only says what it would do.',
        querystring: z.object({ dryRun: z.enum(['true', 'false']).optional() }),
        body: portableFileSchema,
        response: answers(importAnswerSchema),
      },
    },
    async (request) => farm.importFile(request.body, request.query.dryRun === 'true'),
  )
}
