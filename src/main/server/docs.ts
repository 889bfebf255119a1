import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from './context.ts'
import { PAGE_POLICY } from './security-headers.ts'

const DESCRIPTION = 'Live images from your own data. Every path answers under /v1 too.'

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
      info: { title: 'Bindery', version, description: DESCRIPTION },
      servers: [{ url: '/' }, { url: '/v1' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: (input) => {
      const { url, schema } = jsonSchemaTransform(input as never) as { schema?: Record<string, unknown>; url: string }
      if (!schema) return { url, schema: schema as never }
      const { isPublic, documentedHeaders } = input.route.config ?? {}
      const headers = { ...(input.route.method === 'POST' && IDEMPOTENCY_KEY), ...documentedHeaders }
      return { url, schema: { ...schema, ...withHeaders(headers), ...(isPublic && { security: [] }) } }
    },
    transformObject: (input) => withoutUnused(jsonSchemaTransformObject(input as never) as OpenApi) as never,
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

interface OpenApi {
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
