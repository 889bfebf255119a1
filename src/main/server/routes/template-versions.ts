import { z } from 'zod'
import { bindingListSchema } from '../../../shared/binding.ts'
import { pageQuery, paginate } from '../../../shared/pagination.ts'
import { templateSavedSchema } from '../../../shared/template.ts'
import {
  templateCheckAnswerSchema,
  templateCheckSchema,
  versionEnvelope,
  versionListQuery,
  versionListSchema,
} from '../../../shared/template-version.ts'
import { toBinding, toTemplate, toVersion } from '../../views.ts'
import { definitionTag } from '../conditional.ts'
import { type App, answers, type RouteContext, signalOf, uidParams } from '../context.ts'

const tags = ['Templates']
const versionParams = uidParams.extend({ version: z.coerce.number().int().min(1) })

/** What an editor of templates needs beside the templates: checks, versions, and who uses one. */
export function templateVersionRoutes(app: App, { farm, baseUrl }: RouteContext): void {
  app.post(
    '/templates/check',
    {
      schema: {
        tags,
        operationId: 'checkTemplate',
        summary: 'Check a source without drawing or saving it',
        description: 'Faults are part of the answer.',
        body: templateCheckSchema,
        response: answers(templateCheckAnswerSchema),
      },
    },
    async (request, reply) => farm.checkTemplate(request.body, signalOf(reply)),
  )

  app.get(
    '/templates/:uid/bindings',
    {
      schema: {
        tags,
        operationId: 'listTemplateBindings',
        summary: 'List the bindings that use a template',
        params: uidParams,
        querystring: z.object(pageQuery(20)),
        response: answers(bindingListSchema),
      },
    },
    async (request) => {
      const { uid } = await farm.templates.get(request.params.uid)
      const { bindings, total } = await farm.bindings.list({ ...request.query, templateId: uid })
      const base = baseUrl(request)
      const clouds = await farm.sync.cloudsOf(
        'binding',
        bindings.map(({ binding }) => binding),
      )
      const shown = bindings.map((each) => toBinding(each, base, clouds.get(each.binding.uid)))
      return { bindings: shown, pagination: paginate(request.query, total) }
    },
  )

  app.get(
    '/templates/:uid/versions',
    {
      schema: {
        tags,
        operationId: 'listTemplateVersions',
        summary: 'List the versions of a template, newest first',
        description: 'The newest is what the template is; 50 before it are kept.',
        params: uidParams,
        querystring: versionListQuery,
        response: answers(versionListSchema),
      },
    },
    async (request) => {
      const { versions, total } = await farm.versions.list(request.params.uid, request.query)
      return { versions: versions.map(toVersion), pagination: paginate(request.query, total) }
    },
  )

  app.get(
    '/templates/:uid/versions/:version',
    {
      schema: {
        tags,
        operationId: 'getTemplateVersion',
        summary: 'Get a version of a template with its content',
        params: versionParams,
        response: answers(versionEnvelope),
      },
    },
    async (request) => {
      const { content, ...version } = await farm.versions.get(request.params.uid, request.params.version)
      return { version: { ...toVersion(version), ...content } }
    },
  )

  app.post(
    '/templates/:uid/versions/:version/restore',
    {
      schema: {
        tags,
        operationId: 'restoreTemplateVersion',
        summary: 'Save the content of a version again',
        description: 'A save like any other: it makes a new version, and draws the bindings that use the template.',
        params: versionParams,
        response: answers(templateSavedSchema),
      },
    },
    async (request, reply) => {
      const { template, addedVariables } = await farm.versions.restore(request.params.uid, request.params.version)
      reply.header('etag', definitionTag(template.revision))
      const clouds = await farm.sync.cloudsOf('template', [template])
      return { template: toTemplate(template, clouds.get(template.uid)), addedVariables }
    },
  )
}
