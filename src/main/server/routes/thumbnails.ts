import { z } from 'zod'
import { imageListSchema } from '../../../shared/image.ts'
import { pageQuery, paginate } from '../../../shared/pagination.ts'
import { MAX_THUMBNAIL, MIN_THUMBNAIL } from '../../../shared/template.ts'
import { CONTENT_TYPES } from '../../pictures/content-types.ts'
import { toImage } from '../../views.ts'
import { PICTURE_CONDITIONS, sendPicture } from '../conditional.ts'
import { type App, answers, pictureAnswers, type RouteContext, uidParams } from '../context.ts'

const querystring = z.object({
  width: z.coerce.number().int().min(MIN_THUMBNAIL).max(MAX_THUMBNAIL).default(320).describe('Pixels at most'),
})
/** For the key holder's own cache, which asks whether it still holds. */
const CACHE_CONTROL = 'private, no-cache'

const config = { documentedHeaders: PICTURE_CONDITIONS }

/** Small pictures for lists, and the pictures that a binding had. */
export function thumbnailRoutes(app: App, { farm, baseUrl }: RouteContext): void {
  app.get(
    '/bindings/:uid/thumbnail',
    {
      config,
      schema: {
        tags: ['Bindings'],
        operationId: 'getBindingThumbnail',
        summary: 'The picture that a binding has now, small, as WebP',
        params: uidParams,
        querystring,
        response: pictureAnswers([CONTENT_TYPES.webp]),
      },
    },
    async (request, reply) => {
      const picture = await farm.thumbnails.ofBinding(request.params.uid, request.query.width)
      return sendPicture(request, reply.header('cache-control', CACHE_CONTROL), picture)
    },
  )

  app.get(
    '/templates/:uid/thumbnail',
    {
      config,
      schema: {
        tags: ['Templates'],
        operationId: 'getTemplateThumbnail',
        summary: 'A template, drawn small with its defaults and samples, as WebP',
        description: 'Nothing of it is kept among the renders. One that cannot be drawn answers why.',
        params: uidParams,
        querystring,
        response: pictureAnswers([CONTENT_TYPES.webp]),
      },
    },
    async (request, reply) => {
      const template = await farm.templates.get(request.params.uid)
      const picture = await farm.thumbnails.ofTemplate(template, request.query.width)
      return sendPicture(request, reply.header('cache-control', CACHE_CONTROL), picture)
    },
  )

  app.get(
    '/bindings/:uid/images',
    {
      schema: {
        tags: ['Bindings'],
        operationId: 'listBindingPictures',
        summary: 'List the pictures that a binding had, newest first',
        params: uidParams,
        querystring: z.object(pageQuery(20)),
        response: answers(imageListSchema),
      },
    },
    async (request) => {
      const { binding, state } = await farm.bindings.get(request.params.uid)
      const { images, total } = await farm.images.ofBinding(binding.uid, request.query)
      const base = baseUrl(request)
      return {
        images: images.map((image) => toImage(image, state.imageId, base)),
        pagination: paginate(request.query, total),
      }
    },
  )
}
