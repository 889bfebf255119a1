import { z } from 'zod'
import { chromiumSchema } from '../../../shared/chromium.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const tags = ['Farm']

/** The browser that draws. */
export function chromiumRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/chromium',
    {
      schema: {
        tags,
        operationId: 'getChromium',
        summary: 'Get the state of the browser that draws',
        response: answers(chromiumSchema),
      },
    },
    async () => farm.chromium(),
  )

  app.post(
    '/chromium/install',
    {
      schema: {
        tags,
        operationId: 'installChromium',
        summary: 'Download a Chromium and draw with it',
        description: 'GET /chromium and the event chromium.changed tell how far it is.',
        response: answers(chromiumSchema, 202),
      },
    },
    async (_, reply) => {
      farm.installation.start()
      reply.code(202)
      return farm.chromium()
    },
  )

  app.delete(
    '/chromium/install',
    {
      schema: {
        tags,
        operationId: 'cancelChromiumInstall',
        summary: 'Call the download off',
        response: answers(z.object({ cancelled: z.literal(true) })),
      },
    },
    async () => {
      farm.installation.cancel()
      return { cancelled: true as const }
    },
  )
}
