import { z } from 'zod'
import type { Answer, TestFarm } from './farm.ts'

type JsonSchema = Record<string, unknown>
interface Content {
  schema: JsonSchema
}
export interface Operation {
  operationId?: string
  tags?: string[]
  parameters?: { name: string; in: string }[]
  requestBody?: { required?: boolean; content: Record<string, Content> }
  responses: Record<string, { description: string; content?: Record<string, Content> }>
  security?: unknown[]
}
export interface OpenApi {
  openapi: string
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema> }
}

export interface Contract {
  document: OpenApi
  /** The documented path that this one is an instance of, e.g. `/bindings/{uid}`; null where there is none. */
  pathOf(path: string): string | null
  /** Throws where an answer is not what the OpenAPI document says of it, down to members that it does not name. */
  check(method: string, path: string, answer: Answer): void
}

/** Reads the farm's own OpenAPI document, so that answers are held to what is published, not to what the code means. */
export async function readContract(farm: TestFarm): Promise<Contract> {
  const document: OpenApi = (await farm.raw('GET', '/openapi.json')).json
  const known = new Map<JsonSchema, z.ZodType>()

  const compiled = (schema: JsonSchema): z.ZodType => {
    const found = known.get(schema) ?? toZod(schema, document.components.schemas)
    known.set(schema, found)
    return found
  }

  function pathOf(path: string): string | null {
    const asked = path.replace(/^\/v1(?=\/)/, '').split('?', 1)[0] ?? ''
    const fits = Object.keys(document.paths).filter((template) => pattern(template).test(asked))
    // `/bindings/test` is more than an instance of `/bindings/{uid}`.
    return fits.sort((a, b) => a.split('{').length - b.split('{').length)[0] ?? null
  }

  return {
    document,
    pathOf,
    check(method, path, { status, headers, json }) {
      const template = pathOf(path)
      const operation = template === null ? undefined : document.paths[template]?.[method.toLowerCase()]
      if (!operation || json === undefined) return
      const type = headers.get('content-type')?.split(';', 1)[0] ?? ''
      const response = operation.responses[status] ?? operation.responses.default
      const schema = response?.content?.[type]?.schema
      const what = `${method} ${template} → ${status} ${type}`
      if (!schema) throw new Error(`${what} is not documented`)
      const result = compiled(schema).safeParse(json)
      if (!result.success) throw new Error(`${what} is not as documented:\n${z.prettifyError(result.error)}`)
    },
  }
}

/** A farm whose every answer is checked as it comes in. */
export async function underContract(farm: TestFarm): Promise<TestFarm & { contract: Contract }> {
  const contract = await readContract(farm)
  return {
    ...farm,
    contract,
    async call(method, path, body, headers) {
      const answer = await farm.call(method, path, body, headers)
      contract.check(method, path, answer)
      return answer
    },
    async raw(method, path, init) {
      const answer = await farm.raw(method, path, init)
      contract.check(method, path, answer)
      return answer
    },
  }
}

function pattern(template: string): RegExp {
  const literal = template.replace(/[.+?^$()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replace(/\{\w+\}/g, '[^/]+?')}$`)
}

function toZod(schema: JsonSchema, schemas: Record<string, JsonSchema>): z.ZodType {
  const text = JSON.stringify({ ...schema, $defs: schemas }).replaceAll('#/components/schemas/', '#/$defs/')
  // JSON Schema reads patterns as Unicode, Zod without; one with a Unicode property would match nothing.
  const readable = JSON.parse(text, (member, value) => {
    return member === 'pattern' && typeof value === 'string' && value.includes('\\p{') ? undefined : value
  })
  return z.fromJSONSchema(readable)
}

/** Asserts the whole shape of a problem (contract section 3), and gives it. */
export function problemOf(
  answer: Answer,
  status: number,
  slug: string,
  code = slug.toUpperCase().replaceAll('-', '_'),
) {
  const { json } = answer
  const facts = { status: answer.status, type: answer.headers.get('content-type')?.split(';', 1)[0] }
  if (facts.status !== status || facts.type !== 'application/problem+json') {
    throw new Error(
      `Expected ${status} problem+json, not ${facts.status} ${facts.type}: ${answer.bytes.subarray(0, 500)}`,
    )
  }
  const expected = { type: `https://docs.pictify.io/errors/${slug}`, status, code, error: json.detail }
  for (const [member, value] of Object.entries(expected)) {
    if (json[member] !== value)
      throw new Error(`${member} is ${JSON.stringify(json[member])}, not ${JSON.stringify(value)}`)
  }
  for (const member of ['title', 'detail', 'instance']) {
    if (typeof json[member] !== 'string' || json[member] === '') throw new Error(`${member} is missing`)
  }
  if (json.instance.includes('?')) throw new Error(`instance has a query: ${json.instance}`)
  if (typeof json.retriable !== 'boolean') throw new Error('retriable is missing')
  return json
}
