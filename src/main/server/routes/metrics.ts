import { type App, metricsAnswers, type RouteContext } from '../context.ts'

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** What Prometheus scrapes. */
export function metricsRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['Farm'],
        operationId: 'getMetrics',
        summary: 'Metrics for Prometheus',
        description: 'The text format, version 0.0.4. Names and units are listed in docs/operations.md.',
        response: metricsAnswers,
      },
    },
    async (_, reply) => {
      reply.header('content-type', CONTENT_TYPE)
      return farm.metrics.read()
    },
  )
}
