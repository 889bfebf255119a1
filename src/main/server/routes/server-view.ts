import { serverSchema } from '../../../shared/server.ts'
import { type App, answers, type RouteContext } from '../context.ts'

/** How the farm was started. */
export function serverViewRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/server',
    {
      schema: {
        tags: ['Farm'],
        operationId: 'getServer',
        summary: 'How the farm was started',
        response: answers(serverSchema),
      },
    },
    async () => farm.server(),
  )
}
