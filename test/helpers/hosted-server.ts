import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Json, JsonObject } from '../../src/shared/json.ts'
import type { SyncResource } from '../../src/shared/sync.ts'
import { callName, faultyList, type HostedCallName, type HostedFaultName, isCarriedOut } from './hosted-faults.ts'
import { createHostedStore, type HostedStore } from './hosted-store.ts'
import { type SeenRequest, startServer, type TestServerOptions } from './http-server.ts'

export interface HostedServerOptions extends TestServerOptions {
  key?: string
  /** Where it answers, below its own address. */
  prefix?: '' | '/v1'
  hasEtags?: boolean
  /** Whether it knows `Idempotency-Key`. */
  isIdempotent?: boolean
  /** Whether the items of lists lack what is long (`html`, `outputConfig`), and of a source all but how it is reached. */
  listsAreShort?: boolean
  isEnveloped?: boolean
  templateMember?: 'templateId' | 'templateUid'
  keepsUnknown?: boolean
  errors?: 'problem' | 'plain'
  /** Of a creation, and of an update. */
  created?: 200 | 201 | 204
  updated?: 200 | 204
  /** Largest page that it gives; a larger one is refused. */
  maxLimit?: number
  /** @param now its clock, else the real one */
  rateLimit?: { calls: number; windowMs: number; now?: () => number }
}

export interface HostedServer extends HostedStore {
  url: string
  key: string
  /** The names of all calls so far, oldest first. */
  calls: HostedCallName[]
  seen: SeenRequest[]
  /** How many calls came in each window of its rate limit, those beyond it among them. */
  windows: number[]
  /** Tells each time that it leaves a call without an answer. Returns what ends that. */
  onSilence(listener: () => void): () => void
  /** Goes wrong with the next calls of that name (or of all), as often as that. */
  fail(call: HostedCallName | 'all', fault: HostedFaultName, times?: number): void
  /** Ends all faults. */
  recover(): void
  /** Whether the items of its lists lack what is long, from now on. */
  shortenLists(areShort: boolean): void
  /** Answers to no key any more but this one. */
  changeKey(key: string): void
  stop(): Promise<void>
}

interface Reply {
  status: number
  body?: Json
  headers?: Record<string, string>
}

/** A hosted API with a mind of its own, on loopback: in memory, normalising, with faults on demand. */
export async function startHostedServer(options: HostedServerOptions = {}): Promise<HostedServer> {
  const { prefix = '', hasEtags = false, isIdempotent = true, isEnveloped = true } = options
  const {
    templateMember = 'templateId',
    keepsUnknown = true,
    errors = 'problem',
    created = 201,
    updated = 200,
  } = options
  const { maxLimit = 100, rateLimit } = options
  let listsAreShort = options.listsAreShort ?? true
  let key = options.key ?? 'hosted-key-0123456789'
  const calls: HostedCallName[] = []
  const faults = new Map<HostedCallName | 'all', { fault: HostedFaultName; left: number }>()
  const answers = new Map<string, { hash: string; reply: Reply }>()
  const windows: number[] = []
  let windowStart = 0
  const store = createHostedStore({ url: () => server.url, keepsUnknown, templateMember })

  function error(status: number, slug: string, text: string): Reply {
    const code = slug.toUpperCase().replaceAll('-', '_')
    if (errors === 'plain') return { status, body: { error: text, code, retriable: status >= 429 } }
    const body = { type: `https://docs.pictify.io/errors/${slug}`, title: slug, status, detail: text, code }
    return { status, body, headers: { 'content-type': 'application/problem+json' } }
  }
  const missing = (resource: SyncResource) => error(404, `${resource}-not-found`, `The ${resource} was not found`)

  function nextFault(name: HostedCallName): HostedFaultName | null {
    const waiting = faults.get(name) ?? faults.get('all')
    if (!waiting || waiting.left === 0) return null
    waiting.left--
    return waiting.fault
  }

  function shown(resource: SyncResource, object: JsonObject): Pick<Reply, 'body' | 'headers'> {
    const tag: Record<string, string> = hasEtags
      ? { etag: `"${object.uid}-${store.revision(String(object.uid))}"` }
      : {}
    return { body: isEnveloped ? { [resource]: object } : object, headers: tag }
  }

  function list(resource: SyncResource, query: URLSearchParams, fault: HostedFaultName | null): Reply {
    const page = Number(query.get('page') ?? 1)
    const limit = Number(query.get('limit') ?? 20)
    if (limit > maxLimit) return error(400, 'validation-error', `limit is at most ${maxLimit}`)
    const all = store.all(resource)
    const items = faultyList(fault, all, page, limit).map((item) => {
      return listsAreShort ? shortened(item) : item
    })
    const total = fault === 'empty list' ? 0 : all.length
    const totalPages = Math.ceil(total / limit)
    const pagination = { page, limit, total, totalPages, hasNext: page < totalPages, hasPrev: page > 1 }
    return { status: 200, body: { [`${resource}s`]: items, pagination } }
  }

  function create(resource: SyncResource, body: JsonObject): Reply {
    const { templateId, templateUid } = body
    const named = templateMember === 'templateId' ? (templateId ?? templateUid) : templateUid
    if (resource === 'binding' && typeof named !== 'string')
      return error(400, 'validation-error', `${templateMember} is required`)
    if (resource === 'binding' && !store.find('template', String(named))) return missing('template')
    const object = store.create(resource, body)
    const headers = { location: `${prefix}/${resource}s/${object.uid}` }
    const reply = shown(resource, object)
    if (created === 204) return { status: 204, headers }
    return { ...reply, status: created, headers: { ...reply.headers, ...headers } }
  }

  function once(request: SeenRequest, make: () => Reply): Reply {
    const given = request.headers['idempotency-key']
    if (!isIdempotent || typeof given !== 'string') return make()
    const hash = createHash('sha256').update(request.body).digest('hex')
    const known = answers.get(`${request.url} ${given}`)
    if (known) return known.hash === hash ? known.reply : error(409, 'conflict', 'The key was used with another body')
    const reply = make()
    if (reply.status < 300) answers.set(`${request.url} ${given}`, { hash, reply })
    return reply
  }

  function update(resource: SyncResource, uid: string, request: SeenRequest): Reply {
    const object = store.find(resource, uid)
    if (!object) return missing(resource)
    const wanted = request.headers['if-match']
    const tag = shown(resource, object).headers?.etag
    if (hasEtags && wanted !== undefined && wanted !== tag)
      return error(412, 'precondition-failed', 'It was changed in the meantime')
    const next = store.change(resource, uid, JSON.parse(request.body)) ?? object
    return updated === 204 ? { status: 204 } : { status: 200, ...shown(resource, next) }
  }

  function remove(resource: SyncResource, uid: string): Reply {
    const isUsed = resource === 'template' && store.all('binding').some((each) => each[templateMember] === uid)
    if (isUsed) return error(409, 'template-in-use', 'Bindings use this template')
    return store.remove(resource, uid) ? { status: 200, body: { deleted: true, uid } } : missing(resource)
  }

  function carryOut(request: SeenRequest, url: URL, fault: HostedFaultName | null): Reply {
    const [, plural = '', uid] = url.pathname.slice(prefix.length).split('/')
    const resource = plural === 'bindings' ? 'binding' : 'template'
    if (request.method === 'POST') return once(request, () => create(resource, JSON.parse(request.body)))
    if (uid === undefined) return list(resource, url.searchParams, fault)
    if (request.method === 'PUT') return update(resource, uid, request)
    if (request.method === 'DELETE') return remove(resource, uid)
    const object = store.find(resource, uid)
    return object ? { status: 200, ...shown(resource, object) } : missing(resource)
  }

  /** A fixed window, told in every answer. */
  function limit(response: ServerResponse): Reply | null {
    if (!rateLimit) return null
    const now = rateLimit.now?.() ?? Date.now()
    if (windows.length === 0 || now - windowStart >= rateLimit.windowMs) {
      windowStart = now
      windows.push(0)
    }
    const count = (windows.at(-1) ?? 0) + 1
    windows[windows.length - 1] = count
    const end = (windowStart + rateLimit.windowMs) / 1000
    response.setHeader('date', new Date(now).toUTCString())
    response.setHeader('x-ratelimit-limit', rateLimit.calls)
    response.setHeader('x-ratelimit-remaining', Math.max(0, rateLimit.calls - count))
    response.setHeader('x-ratelimit-reset', Math.ceil(end))
    if (count <= rateLimit.calls) return null
    const wait = Math.max(1, Math.ceil(end - now / 1000))
    return { ...error(429, 'rate-limit-exceeded', 'Too many requests'), headers: { 'retry-after': String(wait) } }
  }

  const silence = new Set<() => void>()
  const server = await startServer((request, response) => {
    const url = new URL(request.url, server.url)
    const name = url.pathname.startsWith(prefix) ? callName(request.method, url.pathname.slice(prefix.length)) : null
    const page = () =>
      response.writeHead(name ? 200 : 404, { 'content-type': 'text/html' }).end('<!doctype html><p>Hello')
    if (!name) return void page()
    calls.push(name)
    if (request.headers.authorization !== `Bearer ${key}`)
      return send(response, error(401, 'invalid-api-key', 'The API key is not valid'))
    const refusal = limit(response)
    if (refusal) return send(response, refusal)
    const fault = nextFault(name)
    const reply = isCarriedOut(fault) ? carryOut(request, url, fault) : null
    if (fault?.startsWith('timeout')) {
      for (const listener of silence) listener()
      return
    }
    if (fault?.startsWith('dropped')) return void response.destroy()
    if (fault === 'HTML page with 200') return void page()
    if (fault === 'truncated JSON') return truncated(response, reply)
    if (fault === '502 after' || fault === '502')
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
    send(response, reply ?? refusalOf(fault ?? '500'))
  }, options)

  function refusalOf(fault: string): Reply {
    const slugs: Record<string, string> = {
      ...{ 401: 'invalid-api-key', 403: 'forbidden', 404: 'not-found', 409: 'conflict', 413: 'payload-too-large' },
      ...{ 429: 'rate-limit-exceeded', 500: 'internal-error' },
    }
    const reply = error(Number(fault), slugs[fault] ?? 'unknown', `A fault: ${fault}`)
    return fault === '429' ? { ...reply, headers: { 'retry-after': '1' } } : reply
  }

  return {
    ...store,
    url: server.url,
    get key() {
      return key
    },
    calls,
    seen: server.seen,
    windows,
    onSilence(listener) {
      silence.add(listener)
      return () => silence.delete(listener)
    },
    fail(call, fault, times = Number.POSITIVE_INFINITY) {
      faults.set(call, { fault, left: times })
    },
    recover: () => faults.clear(),
    shortenLists(areShort) {
      listsAreShort = areShort
    },
    changeKey(next) {
      key = next
    },
    stop: () => server.stop(),
  }
}

function shortened(item: JsonObject): JsonObject {
  const { html: _html, outputConfig: _output, variableDefinitions: _variables, ...short } = item
  const source = short.dataSource as JsonObject | undefined
  if (source?.type !== 'http') return short
  const { type, url = null, method = 'GET' } = source
  return { ...short, dataSource: { type, url, method } }
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const isEmpty = body === undefined
  response.writeHead(status, { ...(!isEmpty && { 'content-type': 'application/json' }), ...headers })
  response.end(isEmpty ? undefined : JSON.stringify(body))
}

/** All of it is there by its length, and half of it by its braces. */
function truncated(response: ServerResponse, reply: Reply | null): void {
  const text = JSON.stringify(reply?.body ?? {})
  response.writeHead(reply?.status === 204 ? 200 : (reply?.status ?? 200), { 'content-type': 'application/json' })
  response.end(text.slice(0, Math.ceil(text.length / 2)))
}
