import { z } from 'zod'
import { type Settings, settingsEnvelope, settingsUpdateSchema } from '../../../shared/settings.ts'
import { statusSchema } from '../../../shared/status.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Farm']
const config = { isPublic: true }
const healthSchema = z.object({
  status: z.enum(['ok', 'failing']),
  checks: z.record(z.string(), z.enum(['ok', 'degraded', 'failing'])),
})

export function statusRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/status',
    {
      config,
      schema: { tags, operationId: 'getStatus', summary: 'Counts of the farm', response: answers(statusSchema) },
    },
    async (_, reply) => {
      reply.header('cache-control', 'no-store')
      return farm.status()
    },
  )

  app.get(
    '/healthz',
    {
      config,
      schema: {
        tags,
        operationId: 'getHealth',
        summary: 'Whether the farm works',
        response: { 200: healthSchema, 503: healthSchema },
      },
    },
    async (_, reply) => {
      const health = await farm.health()
      reply.code(health.status === 'ok' ? 200 : 503).header('cache-control', 'no-store')
      return health
    },
  )

  const show = (settings: Settings) => {
    const { backend, available } = farm.secrets
    return { settings, secrets: { backend, available } }
  }

  app.get(
    '/settings',
    { schema: { tags, operationId: 'getSettings', summary: 'Get the settings', response: answers(settingsEnvelope) } },
    async () => show(farm.settings.current()),
  )

  app.patch(
    '/settings',
    {
      schema: {
        tags,
        operationId: 'updateSettings',
        summary: 'Change settings',
        body: settingsUpdateSchema,
        response: answers(settingsEnvelope),
      },
    },
    async (request) => show(await farm.settings.change(request.body)),
  )
}
