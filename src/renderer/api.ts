import type { Binding } from '../shared/binding.ts'
import type { Pagination } from '../shared/pagination.ts'
import type { Run } from '../shared/run.ts'
import type { Status } from '../shared/status.ts'
import type { Template } from '../shared/template.ts'
import { useSession } from './stores/session.ts'

/** The farm answered, and it was no. The message is the farm's own and says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The farm did not answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** Longest page that the farm gives. */
const PAGE = 100
/** How long an answer may take; a farm that is stopped otherwise leaves requests hanging, in milliseconds. */
const LIMIT_MS = 30_000

interface Ask {
  method?: 'GET' | 'POST' | 'DELETE'
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Every request of the UI goes through here. @throws {ApiError} @throws {Unreachable} */
async function ask(
  path: string,
  { method = 'GET', headers = {}, signal = AbortSignal.timeout(LIMIT_MS) }: Ask = {},
): Promise<Response> {
  const { token } = useSession.getState()
  const all = { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) }
  const response = await fetch(path, { method, headers: all, signal }).catch((cause) => {
    throw new Unreachable('The farm does not answer.', { cause })
  })
  if (response.ok) return response
  const { code = 'UNKNOWN', detail = `The farm answered ${response.status}.` } = await response.json().catch(() => ({}))
  // A token that was changed in the meantime is not the one that was refused.
  const isOurs = useSession.getState().token === token
  if (response.status === 401 && isOurs) useSession.setState({ state: 'ended' })
  throw new ApiError(response.status, code, detail)
}

const read = async <T>(path: string, options?: Ask): Promise<T> => (await ask(path, options)).json() as Promise<T>

async function readAll<T>(path: string, pick: (page: Record<string, unknown>) => T[]): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; ; page++) {
    const answer = await read<Record<string, unknown> & { pagination: Pagination }>(
      `${path}?limit=${PAGE}&page=${page}`,
    )
    all.push(...pick(answer))
    if (!answer.pagination.hasNext) return all
  }
}

const bindingPath = (uid: string, rest = ''): string => `/bindings/${encodeURIComponent(uid)}${rest}`
const bindingOf = async (path: string, method: 'GET' | 'POST' = 'GET'): Promise<Binding> =>
  (await read<{ binding: Binding }>(path, { method })).binding

/** The farm's REST and event stream, as far as the UI uses them. */
export const api = {
  status: () => read<Status>('/status'),
  bindings: () => readAll('/bindings', (page) => page.bindings as Binding[]),
  templates: () => readAll('/templates', (page) => page.templates as Template[]),
  binding: (uid: string) => bindingOf(bindingPath(uid)),
  pause: (uid: string) => bindingOf(bindingPath(uid, '/pause'), 'POST'),
  resume: (uid: string) => bindingOf(bindingPath(uid, '/resume'), 'POST'),
  restore: (uid: string) => bindingOf(bindingPath(uid, '/restore'), 'POST'),
  refresh: (uid: string) => read<{ runId: string }>(bindingPath(uid, '/refresh'), { method: 'POST' }),
  remove: (uid: string) => read<{ deleted: true }>(bindingPath(uid), { method: 'DELETE' }),
  runs: (uid: string, page: number, limit: number) =>
    read<{ runs: Run[]; pagination: Pagination }>(bindingPath(uid, `/runs?page=${page}&limit=${limit}`)),

  /** The bytes of the event stream, from the event after `lastEventId` on, or from now. */
  async events(lastEventId: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const headers = { accept: 'text/event-stream', ...(lastEventId !== null && { 'last-event-id': lastEventId }) }
    const response = await ask('/events', { headers, signal })
    if (!response.body) throw new Unreachable('The farm’s event stream is empty.')
    return response.body
  },
}
