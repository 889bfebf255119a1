import { z } from 'zod'
import { jsonValue } from './json.ts'
import { pageQuery, paginationSchema } from './pagination.ts'
import { cloudSchema } from './sync.ts'
import { MAX_VARIABLE_NAME, VARIABLE_NAME } from './variable-name.ts'

/** Largest template source, in bytes of UTF-8. */
export const MAX_TEMPLATE_BYTES = 500 * 1024
/** Width and height of a picture, in CSS pixels. */
export const dimension = z.number().int().min(1).max(4000)
/** Most device pixels in one picture: width × height × scale². */
export const MAX_PIXELS = 64_000_000

/** Width of a thumbnail, in pixels. */
export const MIN_THUMBNAIL = 64
export const MAX_THUMBNAIL = 640

export const FORMATS = ['png', 'jpeg', 'webp', 'pdf'] as const
export type Format = (typeof FORMATS)[number]
export const formatSchema = z.enum(FORMATS)
export const qualitySchema = z.number().int().min(1).max(100)

export const VARIABLE_TYPES = ['text', 'image', 'color', 'number', 'boolean', 'array', 'object'] as const

export const variableName = z
  .string()
  .min(1)
  .max(MAX_VARIABLE_NAME)
  .regex(VARIABLE_NAME, 'A variable name starts with a letter, _ or $ and goes on with letters, digits, _, $ or -')

export const variableDefinitionSchema = z
  .object({
    name: variableName,
    type: z.enum(VARIABLE_TYPES).default('text'),
    defaultValue: jsonValue.optional(),
    description: z.string().max(1000).optional(),
    validation: z
      .object({
        required: z.boolean().optional(),
        minLength: z.number().int().min(0).optional(),
        maxLength: z.number().int().min(0).optional(),
      })
      .optional(),
    allowRawHtml: z.boolean().default(false),
  })
  .meta({ id: 'VariableDefinition' })
export type VariableDefinition = z.infer<typeof variableDefinitionSchema>

const variableDefinitions = z
  .array(variableDefinitionSchema)
  .max(500)
  .superRefine((definitions, context) => {
    const seen = new Set<string>()
    definitions.forEach(({ name }, index) => {
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `"${name}" is declared twice`,
          params: { code: 'unknown_value' },
        })
      }
      seen.add(name)
    })
  })

const templateMembers = {
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2000),
  html: z.string(),
  width: dimension,
  height: dimension,
  variableDefinitions,
  jsEnabled: z.boolean(),
  strictVariables: z.boolean(),
  outputFormat: z.enum(['image', 'pdf']),
  category: z.string().max(100),
  tags: z.array(z.string().min(1).max(50)).max(50),
}

export const templateCreateSchema = z
  .object({
    ...templateMembers,
    name: templateMembers.name.default('Untitled template'),
    description: templateMembers.description.default(''),
    engine: z.enum(['html']).default('html'),
    width: dimension.default(1200),
    height: dimension.default(630),
    variableDefinitions: variableDefinitions.default([]),
    jsEnabled: z.boolean().default(false),
    strictVariables: z.boolean().default(false),
    outputFormat: templateMembers.outputFormat.default('image'),
    category: templateMembers.category.default(''),
    tags: templateMembers.tags.default([]),
  })
  .meta({ id: 'TemplateCreate' })
export type TemplateCreate = z.infer<typeof templateCreateSchema>

export const templateUpdateSchema = z
  .object({ ...templateMembers, engine: z.string() })
  .partial()
  .meta({ id: 'TemplateUpdate' })
export type TemplateUpdate = z.infer<typeof templateUpdateSchema>

export const templateSchema = z
  .object({
    ...templateMembers,
    uid: z.string(),
    engine: z.string(),
    variables: z.array(z.string()).describe('The names of the declared variables'),
    createdAt: z.string(),
    updatedAt: z.string(),
    cloud: cloudSchema.optional().describe('Its twin at the hosted API; absent without an account'),
  })
  .meta({
    id: 'Template',
    description: 'Members that Bindery does not know are kept and answered',
    additionalProperties: true,
  })
export type Template = z.infer<typeof templateSchema>

export const templateListQuery = z.object({
  ...pageQuery(12),
  sort: z.enum(['newest', 'oldest', 'name']).default('newest'),
  outputFormat: z.enum(['all', 'image', 'pdf']).default('all'),
})
export const templateListSchema = z.object({ templates: z.array(templateSchema), pagination: paginationSchema })
export const templateEnvelope = z.object({ template: templateSchema })
export const templateSavedSchema = z.object({
  template: templateSchema,
  addedVariables: z.array(variableDefinitionSchema).describe('Variables that the source uses and nobody declared'),
})

const variableValues = z.record(z.string(), z.unknown())

export const templateRenderSchema = z.object({
  variables: variableValues.default({}),
  format: formatSchema.optional(),
  quality: qualitySchema.default(80),
  width: dimension.optional(),
  height: dimension.optional(),
})
export const renderAnswerSchema = z.object({
  url: z.string(),
  id: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  format: formatSchema,
  createdAt: z.string(),
  results: z.array(
    z.object({
      url: z.string(),
      width: z.number().int(),
      height: z.number().int(),
      format: formatSchema,
      name: z.string(),
      layout: z.string(),
    }),
  ),
  totalRendered: z.number().int(),
  templateUid: z.string(),
})

export const previewSchema = z.object({
  html: z.string(),
  variableDefinitions: variableDefinitions.default([]),
  variables: variableValues.default({}),
  width: dimension.default(1200),
  height: dimension.default(630),
  format: formatSchema.default('png'),
  jsEnabled: z.boolean().default(false),
  strictVariables: z.boolean().default(false),
})
export const previewAnswerSchema = z.object({
  dataUrl: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  format: formatSchema,
  renderId: z.string(),
  timings: z.object({ compose: z.number(), queue: z.number(), render: z.number(), encode: z.number() }),
  totalMs: z.number(),
})
