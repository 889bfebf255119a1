import { z } from 'zod'
import { settingsSchema, settingsUpdateSchema } from '../../../shared/settings.ts'
import { statusSchema } from '../../../shared/status.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Farm']
const config = { isPublic: true }
const healthSchema = z.object({
  status: z.enum(['ok', 'failing']),
  checks: z.record(z.string(), z.enum(['ok', 'failing'])),
})

export function statusRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/status',
    { config, schema: { tags, summary: 'Counts of the farm', response: answers(statusSchema) } },
    async (_, reply) => {
      reply.header('cache-control', 'no-store')
      return farm.status()
    },
  )

  app.get(
    '/healthz',
    { config, schema: { tags, summary: 'Whether the farm works', response: { 200: healthSchema, 503: healthSchema } } },
    async (_, reply) => {
      const health = await farm.health()
      reply.code(health.status === 'ok' ? 200 : 503).header('cache-control', 'no-store')
      return health
    },
  )

  app.get(
    '/settings',
    { schema: { tags, summary: 'Get the settings', response: answers(z.object({ settings: settingsSchema })) } },
    async () => ({
      settings: farm.settings.current(),
    }),
  )

  app.patch(
    '/settings',
    {
      schema: {
        tags,
        summary: 'Change settings',
        body: settingsUpdateSchema,
        response: answers(z.object({ settings: settingsSchema })),
      },
    },
    async (request) => ({ settings: await farm.settings.change(request.body) }),
  )
}
