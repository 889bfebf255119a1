import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { Problem } from '../../../shared/errors.ts'
import type { Format } from '../../../shared/template.ts'
import { formatOfExtension } from '../../content-types.ts'
import { sendPicture } from '../conditional.ts'
import { type App, pictureAnswers, type RouteContext } from '../context.ts'

const tags = ['Pictures']
const config = { isPublic: true }
const extension = z.string().describe('png, jpg, jpeg, webp or pdf')

/** One picture never changes under its id. */
const IMMUTABLE = 'public, max-age=604800, immutable'

export function pictureRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/b/:uid.:extension',
    {
      config,
      schema: {
        tags,
        summary: 'The picture of a binding, at a URL that never changes',
        description: '`X-Bindery-State` says whether it is fresh, stale, default or error.',
        params: z.object({ uid: z.string(), extension }),
        response: pictureAnswers,
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
        summary: 'One picture by its id',
        params: z.object({ id: z.string(), extension }),
        response: pictureAnswers,
      },
    },
    async (request, reply) => {
      const picture = await farm.pictures.ofImage(request.params.id, formatOf(request.params.extension))
      embeddable(reply).header('cache-control', IMMUTABLE)
      return sendPicture(request, reply, picture)
    },
  )
}

/** Pictures are made to be shown on pages of other origins, a PDF in a frame; nothing else is. */
function embeddable(reply: FastifyReply): FastifyReply {
  for (const name of ['content-security-policy', 'x-frame-options']) reply.removeHeader(name)
  return reply.header('cross-origin-resource-policy', 'cross-origin')
}

function formatOf(text: string): Format {
  const format = formatOfExtension(text.toLowerCase())
  if (!format) throw new Problem('not-found', 'Pictures end in .png, .jpg, .jpeg, .webp or .pdf.')
  return format
}
