import { z } from 'zod'
import { bindingCreateSchema, bindingSchema } from './binding.ts'
import { templateCreateSchema, templateSchema } from './template.ts'

/** The form of the file; one that is newer is refused. */
export const PORTABLE_FORM = 1

const uid = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, 'A uid holds letters, digits, _ and -')

/** A template in a file; members that Bindery does not know are kept. */
export const portableTemplateSchema = z
  .looseObject({ ...templateCreateSchema.shape, engine: z.string().min(1).max(50).default('html'), uid })
  .meta({ id: 'PortableTemplate' })
export type PortableTemplate = z.infer<typeof portableTemplateSchema>

/** A binding in a file. Secrets in it are not taken in. */
export const portableBindingSchema = z
  .looseObject({ ...bindingCreateSchema.shape, uid })
  .meta({ id: 'PortableBinding' })
export type PortableBinding = z.infer<typeof portableBindingSchema>

export const portableFileSchema = z
  .object({
    bindery: z.literal(PORTABLE_FORM, { error: 'Expected 1: the file is none of Bindery’s, or of a newer one' }),
    templates: z.array(portableTemplateSchema).max(100_000).default([]),
    bindings: z.array(portableBindingSchema).max(100_000).default([]),
  })
  .meta({ id: 'PortableFile' })
export type PortableFile = z.infer<typeof portableFileSchema>

const uids = z
  .string()
  .max(100_000)
  .transform((text) => text.split(',').filter((each) => each !== ''))
export const exportQuery = z.object({
  bindings: uids.optional().describe('Uids, separated by commas; the templates that they use come along'),
  templates: uids.optional().describe('Uids, separated by commas. With neither, all is exported'),
})
export const exportSchema = z.object({
  bindery: z.literal(PORTABLE_FORM),
  exportedAt: z.string(),
  templates: z.array(z.looseObject(templateSchema.omit({ variables: true, createdAt: true, updatedAt: true }).shape)),
  bindings: z.array(
    z.looseObject(
      bindingSchema.pick({
        uid: true,
        name: true,
        templateId: true,
        dataSource: true,
        mapping: true,
        defaults: true,
        refreshPolicy: true,
        outputConfig: true,
      }).shape,
    ),
  ),
})

const action = z
  .enum(['create', 'same', 'copy'])
  .describe('same: there already; copy: another one has its uid, so that it gets a new one')
const place = {
  uid: z.string().describe('In the file'),
  name: z.string(),
  action,
  localUid: z.string().nullable().describe('Here; null for a copy that is not made yet'),
}
export const importPlanSchema = z
  .object({
    templates: z.array(
      z.object({
        ...place,
        hosts: z.array(z.string()).describe('The hosts that it loads from, as its source names them'),
        runsScripts: z.boolean().describe('Its scripts may load from other hosts than these'),
      }),
    ),
    bindings: z.array(
      z.object({
        ...place,
        needsSecret: z.boolean().describe('A secret is to be given before its source is asked'),
        host: z.string().nullable().describe('Where its data comes from; null for a source without a URL'),
      }),
    ),
  })
  .meta({ id: 'ImportPlan' })
export type ImportPlan = z.infer<typeof importPlanSchema>

export const importAnswerSchema = z.object({
  plan: importPlanSchema,
  result: z
    .object({ templates: z.number().int(), bindings: z.number().int() })
    .nullable()
    .describe('How many were made; null for a dry run'),
})
