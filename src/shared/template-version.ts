import { z } from 'zod'
import { templateFaultSchema } from './errors.ts'
import { pageQuery, paginationSchema } from './pagination.ts'
import { previewSchema, templateSchema } from './template.ts'

/** What a version holds: all that decides how a template is drawn. */
export const CONTENT_MEMBERS = [
  'html',
  'width',
  'height',
  'variableDefinitions',
  'jsEnabled',
  'strictVariables',
  'outputFormat',
] as const
export type ContentMember = (typeof CONTENT_MEMBERS)[number]

export const templateVersionSchema = z
  .object({
    version: z.number().int().describe('Grows with every save; there may be gaps'),
    name: z.string().describe('What the template was called'),
    createdAt: z.string(),
    changed: z.array(z.enum(CONTENT_MEMBERS)).describe('The members that differ from the version before'),
    isCurrent: z.boolean(),
  })
  .meta({ id: 'TemplateVersion' })
export type TemplateVersion = z.infer<typeof templateVersionSchema>

export const templateContentSchema = templateSchema.pick({
  html: true,
  width: true,
  height: true,
  variableDefinitions: true,
  jsEnabled: true,
  strictVariables: true,
  outputFormat: true,
})
export type TemplateContent = z.infer<typeof templateContentSchema>

export const versionListQuery = z.object(pageQuery(20))
export const versionListSchema = z.object({ versions: z.array(templateVersionSchema), pagination: paginationSchema })
export const versionEnvelope = z.object({
  version: templateVersionSchema.extend(templateContentSchema.shape).meta({ id: 'TemplateVersionWithContent' }),
})

export const SEVERITIES = ['error', 'warning', 'info'] as const
export const templateCheckSchema = previewSchema.pick({ html: true, variableDefinitions: true })
export const templateCheckAnswerSchema = z
  .object({
    faults: z
      .array(templateFaultSchema.extend({ severity: z.enum(SEVERITIES) }))
      .describe(
        'Errors keep it from being saved; a warning is a variable that nobody declared; the rest is to be known',
      ),
    variables: z
      .array(z.object({ name: z.string(), line: z.number().int().nullable(), column: z.number().int().nullable() }))
      .describe('Those that are used, and where first'),
    undeclared: z.array(z.string()),
    remoteHosts: z.array(z.string()).describe('The hosts that it names to load from; a script may find others'),
  })
  .meta({ id: 'TemplateCheck' })
export type TemplateCheckAnswer = z.infer<typeof templateCheckAnswerSchema>
