import type { JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import { type Hosted, HostedFault, type RemoteObject } from './hosted.ts'
import { type CallParts, createCall, type HostedSuccess } from './hosted-call.ts'
import { type HostedRequest, TooLargeAnswer } from './hosted-exchange.ts'
import { type ListPage, pageIn, readList } from './hosted-list.ts'
import { isUid, objectIn, saysTemplateUid, toRemote } from './hosted-objects.ts'

/** Sizes of a page, the next where one is refused or its answer is too large. */
const PAGE_SIZES = [100, 20, 5] as const
const PATHS = { binding: '/bindings', template: '/templates' } as const
const MEMBERS = { binding: 'bindings', template: 'templates' } as const

/** The hosted API over HTTP. */
export function createHosted(parts: CallParts): Hosted {
  const { host } = parts.base
  const call = createCall(parts)
  /** Whether bindings name their template `templateUid` there. */
  let isAliased = false

  const pathOf = (resource: SyncResource, uid: string) => `${PATHS[resource]}/${encodeURIComponent(uid)}`

  function read({ json, headers }: HostedSuccess, resource: SyncResource): RemoteObject | null {
    const object = objectIn(json, resource)
    if (object === null) return null
    noteAlias(object, resource)
    return toRemote(object, headers.etag)
  }

  function noteAlias(object: JsonObject, resource: SyncResource): void {
    if (resource === 'binding') isAliased ||= saysTemplateUid(object)
  }

  async function get(resource: SyncResource, uid: string, signal: AbortSignal): Promise<RemoteObject> {
    const object = read(await call({ method: 'GET', path: pathOf(resource, uid) }, signal), resource)
    if (object?.uid === uid) return object
    throw new HostedFault('not_an_api', `${host} answered with something else when asked for a ${resource}.`)
  }

  async function readPage(resource: SyncResource, page: number, limit: number, signal: AbortSignal): Promise<ListPage> {
    const path = `${PATHS[resource]}?page=${page}&limit=${limit}`
    const success = await call({ method: 'GET', path }, signal).catch(nullIfMissing)
    const read = success && pageIn(success.json, MEMBERS[resource])
    if (read) return read
    throw new HostedFault('not_an_api', `${host} did not answer with a list of ${MEMBERS[resource]}.`)
  }

  async function write(request: HostedRequest & { body: JsonObject }, signal: AbortSignal): Promise<HostedSuccess> {
    const { body } = request
    const isNamed = typeof body.templateId === 'string'
    const send = () =>
      call(
        { ...request, body: isAliased && isNamed ? { ...body, templateUid: body.templateId ?? null } : body },
        signal,
      )
    try {
      return await send()
    } catch (error) {
      const wantsAlias = error instanceof HostedFault && error.kind === 'refused' && /templateUid/.test(error.message)
      if (!wantsAlias || isAliased || !isNamed) throw error
      isAliased = true
      return await send()
    }
  }

  /** What became of a write, where the answer does not say: the write itself was taken. */
  async function lookAfter(resource: SyncResource, uid: string, signal: AbortSignal): Promise<RemoteObject> {
    try {
      return await get(resource, uid, signal)
    } catch (error) {
      if (!(error instanceof HostedFault)) throw error
      const { kind, message, retryAfterMs } = error
      throw new HostedFault(kind, message, { isOutcomeUnknown: true, retryAfterMs, cause: error })
    }
  }

  return {
    list: (resource, signal, onRead = () => {}) =>
      listOf(
        (limit) =>
          readList({
            host,
            readPage: (page) => readPage(resource, page, limit, signal),
            readOne: (uid) => get(resource, uid, signal).catch(nullIfMissing),
            toRemote(item) {
              noteAlias(item, resource)
              return toRemote(item, undefined)
            },
            onRead,
          }),
        PAGE_SIZES,
      ),
    get,
    async create(resource, body, key, signal) {
      const headers = { 'idempotency-key': key }
      const success = await write({ method: 'POST', path: PATHS[resource], body, headers }, signal)
      const created = read(success, resource)
      if (created) return created
      const uid = success.headers.location?.split('/').at(-1)
      if (isUid(uid)) return lookAfter(resource, uid, signal)
      const message = `${host} took a new ${resource} and did not say which one it is.`
      throw new HostedFault('not_an_api', message, { isOutcomeUnknown: true })
    },
    async update(resource, uid, body, etag, signal) {
      const headers: Record<string, string> = etag === null ? {} : { 'if-match': etag }
      const success = await write({ method: 'PUT', path: pathOf(resource, uid), body, headers }, signal)
      const updated = read(success, resource)
      return updated?.uid === uid ? updated : lookAfter(resource, uid, signal)
    },
    async remove(resource, uid, signal) {
      const success = await call({ method: 'DELETE', path: pathOf(resource, uid) }, signal).catch(nullIfMissing)
      if (success && (success.json === null || success.json.deleted === true)) return
      // One 404, or a word of somebody else's, may be a fault: what is taken for deleted and is not would come back.
      if (!(await get(resource, uid, signal).catch(nullIfMissing))) return
      throw new HostedFault('not_an_api', `${host} does not say clearly that a ${resource} is deleted, and has it.`)
    },
  }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof HostedFault && error.kind === 'missing') return null
  throw error
}

/** Reads a list in the largest pages that the API gives. */
async function listOf(
  read: (limit: number) => Promise<RemoteObject[]>,
  [limit, ...smaller]: readonly [number, ...number[]],
): Promise<RemoteObject[]> {
  try {
    return await read(limit)
  } catch (error) {
    const isTooMuch = error instanceof TooLargeAnswer || (error instanceof HostedFault && error.kind === 'refused')
    const [next, ...rest] = smaller
    if (!isTooMuch || next === undefined) throw error
    return listOf(read, [next, ...rest])
  }
}
