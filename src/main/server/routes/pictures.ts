import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { Problem } from '../../../shared/errors.ts'
import type { Format } from '../../../shared/template.ts'
import { formatOfExtension } from '../../pictures/content-types.ts'
import { PICTURE_CONDITIONS, sendPicture } from '../conditional.ts'
import { type App, errorCard, pictureAnswers, type RouteContext } from '../context.ts'
import { PICTURE_HEADERS, SECURITY_HEADERS } from '../security-headers.ts'

const tags = ['Pictures']
const config = { isPublic: true, documentedHeaders: PICTURE_CONDITIONS }
const extension = z.string().describe('png, jpg, jpeg, webp or pdf')

export const RENDER_URL = '/b/:uid.:extension'

/** One picture never changes under its id. */
const IMMUTABLE = 'public, max-age=604800, immutable'

export function pictureRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    RENDER_URL,
    {
      config,
      schema: {
        tags,
        operationId: 'getBindingPicture',
        summary: 'The picture of a binding, at a URL that never changes',
        description: '`X-Bindery-State` says whether it is fresh, stale, default or error.',
        params: z.object({ uid: z.string(), extension }),
        response: {
          ...pictureAnswers(),
          502: errorCard('A card that names the stage at which the last refresh failed'),
          503: errorCard('A card that says that there is no picture yet; `Retry-After` says when to ask again'),
        },
      },
    },
    async (request, reply) => {
      const format = formatOf(request.params.extension)
      const served = await farm.pictures.ofBinding(request.params.uid, format)
      embeddable(reply).header('x-bindery-state', served.state)
      if (served.kind === 'picture') {
        reply.header('cache-control', served.cacheControl)
        return sendPicture(request, reply, served.picture)
      }
      if (served.retryAfterSeconds !== null) reply.header('retry-after', served.retryAfterSeconds)
      return reply
        .code(served.status)
        .header('cache-control', 'no-cache')
        .header('content-type', 'image/png')
        .send(served.content)
    },
  )

  app.get(
    '/renders/:id.:extension',
    {
      config,
      schema: {
        tags,
        operationId: 'getPicture',
        summary: 'One picture by its id',
        params: z.object({ id: z.string(), extension }),
        response: pictureAnswers(),
      },
    },
    async (request, reply) => {
      const picture = await farm.pictures.ofImage(request.params.id, formatOf(request.params.extension))
      embeddable(reply).header('cache-control', IMMUTABLE)
      return sendPicture(request, reply, picture)
    },
  )
}

function embeddable(reply: FastifyReply): FastifyReply {
  for (const name of Object.keys(SECURITY_HEADERS)) if (!(name in PICTURE_HEADERS)) reply.removeHeader(name)
  return reply.headers(PICTURE_HEADERS)
}

function formatOf(text: string): Format {
  const format = formatOfExtension(text.toLowerCase())
  if (!format) throw new Problem('not-found', 'Pictures end in .png, .jpg, .jpeg, .webp or .pdf.')
  return format
}
