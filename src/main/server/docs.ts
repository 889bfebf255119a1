import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { App } from './context.ts'
import { PAGE_POLICY } from './security-headers.ts'

const DESCRIPTION =
  'Live images from your own data. Every path answers under /v1 too. What needs a key takes the one that `bindery key` shows.'

/** In the order in which they are read. */
const TAGS = [
  { name: 'Bindings', description: 'A template, a source of data, and how often the one is drawn with the other' },
  { name: 'Templates', description: 'HTML with variables' },
  { name: 'Pictures', description: 'What bindings and single renders have drawn; no key is needed' },
  { name: 'Runs', description: 'What became of refreshes' },
  { name: 'Webhooks', description: 'Calls that bring data or ask for a refresh' },
  { name: 'Webhook subscriptions', description: 'Events that are sent to other programs, signed' },
  { name: 'Events', description: 'The same events and more, as a stream' },
  { name: 'Definitions as a file', description: 'Bindings and templates, out of one farm and into another' },
  { name: 'Sync', description: 'With the hosted API or another farm' },
  { name: 'Farm', description: 'How the farm is, and what it is set to' },
]

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Headers that the handler reads, each with what it does. They are told to readers, and not validated. */
    documentedHeaders?: Record<string, string>
  }
}

const IDEMPOTENCY_KEY = {
  'Idempotency-Key': 'For 24 hours the same bytes at this path get the first answer, and other bytes are a conflict',
}

/** The OpenAPI document, made from the schemas that check what comes in, and a page to read it on. */
export async function addDocs(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Bindery', version, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/' }, { url: '/v1' }],
      tags: TAGS,
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: (input) => {
      const { url, schema } = jsonSchemaTransform(input as never) as { schema?: Record<string, unknown>; url: string }
      if (!schema) return { url, schema: schema as never }
      const { isPublic, documentedHeaders } = input.route.config ?? {}
      const headers = { ...(input.route.method === 'POST' && IDEMPOTENCY_KEY), ...documentedHeaders }
      const told = { ...withHeaders(headers), ...(isPublic && { security: [] }), ...(takesNoBody(input) && NO_BODY) }
      return { url, schema: { ...schema, ...told } }
    },
    transformObject: (input) =>
      withoutUnused(withWholeOperations(jsonSchemaTransformObject(input as never) as OpenApi)) as never,
  })
  app.get('/openapi.json', { config: { isPublic: true }, schema: { hide: true } }, async () => app.swagger())
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, isPublic: true }
    })
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: PAGE_POLICY,
      theme: { title: 'Bindery API' },
      uiConfig: { layout: 'BaseLayout' },
    })
  })
}

const withHeaders = (headers: Record<string, string>) => ({
  headers: {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [name, { type: 'string', description }]),
    ),
  },
})

/** Goes with an operation from the route to the document, whose maker takes every body for required. */
const NO_BODY = { 'x-no-body': true }

/** Whether a request without a body, which is read as an object with no members, fits as well. */
const takesNoBody = ({ schema }: { schema?: { body?: unknown } }): boolean =>
  schema?.body instanceof z.ZodType && schema.body.safeParse({}).success

/** What the document's maker says of an answer that says nothing of itself. */
const SAYS_NOTHING = 'Default Response'

/** Says which bodies may be left out, and of each answer what it is. */
function withWholeOperations(document: OpenApi): OpenApi {
  const responsesOf = (responses: Record<string, Response>) =>
    Object.entries(responses).map(([status, { description, ...rest }]) => [
      status,
      { description: description === SAYS_NOTHING ? (STATUS_CODES[status] ?? description) : description, ...rest },
    ])
  const operation = ({ 'x-no-body': noBody, requestBody, responses, ...rest }: Operation): Operation => ({
    ...rest,
    ...(requestBody && { requestBody: { ...requestBody, required: !noBody } }),
    responses: Object.fromEntries(responsesOf(responses)),
  })
  const methods = (byMethod: Record<string, Operation>) =>
    Object.fromEntries(Object.entries(byMethod).map(([method, each]) => [method, operation(each)]))
  const paths = Object.entries(document.paths ?? {}).map(([path, byMethod]) => [path, methods(byMethod)])
  return { ...document, paths: Object.fromEntries(paths) }
}

interface Response {
  description: string
}
interface Operation {
  'x-no-body'?: boolean
  requestBody?: { required?: boolean }
  responses: Record<string, Response>
}
interface OpenApi {
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, unknown> }
}

/** Every named schema comes in two forms, as it is sent and as it is answered; what nothing refers to is left out. */
function withoutUnused(document: OpenApi): OpenApi {
  const schemas = document.components?.schemas ?? {}
  const used = new Set<string>()
  const follow = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name === undefined || used.has(name)) continue
      used.add(name)
      follow(schemas[name])
    }
  }
  follow({ ...document, components: null })
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
  return { ...document, components: { ...document.components, schemas: kept } }
}
