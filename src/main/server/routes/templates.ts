import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { Problem } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { paginate } from '../../../shared/pagination.ts'
import {
  type Format,
  previewAnswerSchema,
  previewSchema,
  renderAnswerSchema,
  templateCreateSchema,
  templateEnvelope,
  templateListQuery,
  templateListSchema,
  templateRenderSchema,
  templateSavedSchema,
  templateUpdateSchema,
  variableDefinitionSchema,
} from '../../../shared/template.ts'
import { dataUrl } from '../../bindings/dry-run.ts'
import { ChangedMeanwhile } from '../../changed-meanwhile.ts'
import type { StoredTemplate } from '../../db/templates.ts'
import { newImageId, newTemplateUid } from '../../ids.ts'
import { CONTENT_TYPES } from '../../pictures/content-types.ts'
import { checkTemplateSize, type SavedTemplate } from '../../templates/templates.ts'
import { imageUrl, toTemplate } from '../../views.ts'
import { definitionTag, IF_MATCH, readIfMatch } from '../conditional.ts'
import { type App, answers, type RouteContext, signalOf, uidParams } from '../context.ts'

const tags = ['Templates']
const variablesSchema = z.object({
  templateUid: z.string(),
  templateName: z.string(),
  variables: z.array(variableDefinitionSchema),
})

export function templateRoutes(app: App, { farm, baseUrl }: RouteContext): void {
  const { templates } = farm

  const tag = (reply: FastifyReply, template: StoredTemplate) => reply.header('etag', definitionTag(template.revision))

  const view = async (template: StoredTemplate) => {
    const clouds = await farm.sync.cloudsOf('template', [template])
    return toTemplate(template, clouds.get(template.uid))
  }

  const saved = async (reply: FastifyReply, { template, addedVariables }: SavedTemplate) => {
    tag(reply, template)
    return { template: await view(template), addedVariables }
  }

  app.get(
    '/templates',
    {
      schema: {
        tags,
        operationId: 'listTemplates',
        summary: 'List templates',
        querystring: templateListQuery,
        response: answers(templateListSchema),
      },
    },
    async (request) => {
      const { templates: found, total } = await templates.list(request.query)
      const clouds = await farm.sync.cloudsOf('template', found)
      const shown = found.map((each) => toTemplate(each, clouds.get(each.uid)))
      return { templates: shown, pagination: paginate(request.query, total) }
    },
  )

  app.post(
    '/templates',
    {
      schema: {
        tags,
        operationId: 'createTemplate',
        summary: 'Create a template',
        body: templateCreateSchema,
        response: answers(templateSavedSchema),
      },
    },
    async (request, reply) => {
      const uid = newTemplateUid(await request.claimToken())
      return saved(reply, await templates.create(request.body, { uid }))
    },
  )

  app.post(
    '/templates/preview',
    {
      schema: {
        tags,
        operationId: 'previewTemplate',
        summary: 'Draw a template that is not saved',
        body: previewSchema,
        response: answers(previewAnswerSchema),
      },
    },
    async (request, reply) => {
      const { html, variableDefinitions, variables, width, height, format, jsEnabled, strictVariables } = request.body
      checkTemplateSize(html)
      const template = { engine: 'html', html, variableDefinitions, strictVariables, jsEnabled }
      const output = { format, quality: 80, width, height, deviceScaleFactor: 1 }
      const renderId = newImageId()
      const start = performance.now()
      const preview = await farm.preview(template, variables as Record<string, Json>, output, renderId, signalOf(reply))
      return {
        dataUrl: dataUrl(preview.content, CONTENT_TYPES[format]),
        width: preview.width,
        height: preview.height,
        format,
        renderId,
        timings: preview.timings,
        totalMs: performance.now() - start,
      }
    },
  )

  app.get(
    '/templates/:uid',
    {
      schema: {
        tags,
        operationId: 'getTemplate',
        summary: 'Get a template',
        params: uidParams,
        response: answers(templateEnvelope),
      },
    },
    async (request, reply) => {
      const template = await templates.get(request.params.uid)
      tag(reply, template)
      return { template: await view(template) }
    },
  )

  app.put(
    '/templates/:uid',
    {
      config: { documentedHeaders: IF_MATCH },
      schema: {
        tags,
        operationId: 'updateTemplate',
        summary: 'Update a template',
        description: 'Takes any subset; the bindings that use it are drawn again from their last data.',
        params: uidParams,
        body: templateUpdateSchema,
        response: answers(templateSavedSchema),
      },
    },
    async (request, reply) => {
      try {
        return await saved(reply, await templates.update(request.params.uid, request.body, readIfMatch(request)))
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error
        tag(reply, error.current)
        throw new Problem(
          'precondition-failed',
          'The template was changed in the meantime. Merge with its current state.',
          {
            members: { template: await view(error.current) },
          },
        )
      }
    },
  )

  app.delete(
    '/templates/:uid',
    {
      schema: {
        tags,
        operationId: 'deleteTemplate',
        summary: 'Delete a template',
        params: uidParams,
        querystring: z.object({
          force: z
            .enum(['true', 'false'])
            .optional()
            .describe('Delete it though bindings use it; they fail from then on'),
        }),
        response: answers(z.object({ deleted: z.literal(true), uid: z.string() })),
      },
    },
    async (request) => {
      await templates.remove(request.params.uid, request.query.force === 'true')
      return { deleted: true as const, uid: request.params.uid }
    },
  )

  app.get(
    '/templates/:uid/variables',
    {
      schema: {
        tags,
        operationId: 'listTemplateVariables',
        summary: 'List the variables of a template',
        params: uidParams,
        response: answers(variablesSchema),
      },
    },
    async (request) => {
      const { uid, name, variableDefinitions } = await templates.get(request.params.uid)
      return { templateUid: uid, templateName: name, variables: variableDefinitions }
    },
  )

  app.post(
    '/templates/:uid/render',
    {
      schema: {
        tags,
        operationId: 'renderTemplate',
        summary: 'Draw a template once',
        description: 'The picture is kept for 7 days.',
        params: uidParams,
        body: templateRenderSchema,
        response: answers(renderAnswerSchema),
      },
    },
    async (request, reply) => {
      const template = await templates.get(request.params.uid)
      const { variables, quality, width, height } = request.body
      const format: Format = request.body.format ?? (template.outputFormat === 'pdf' ? 'pdf' : 'png')
      const size = { width: width ?? template.width, height: height ?? template.height }
      const output = { format, quality, ...size, deviceScaleFactor: 1 }
      const { image } = await farm.renderOnce(template, variables as Record<string, Json>, output, signalOf(reply))
      const url = imageUrl(image, baseUrl(request))
      return {
        url,
        id: image.id,
        width: image.width,
        height: image.height,
        format,
        createdAt: new Date(image.createdAt).toISOString(),
        results: [{ url, width: image.width, height: image.height, format, name: template.name, layout: 'default' }],
        totalRendered: 1,
        templateUid: template.uid,
      }
    },
  )
}
