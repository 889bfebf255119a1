import type { FieldError } from '../../shared/errors.ts'
import type { Pagination } from '../../shared/pagination.ts'
import { useSession } from '../stores/session.ts'

/** A problem as the farm answers it (RFC 9457), as far as the UI reads it. */
interface ProblemBody {
  code?: string
  detail?: string
  errors?: FieldError[]
  [member: string]: unknown
}

/** The farm answered, and it was no. The message is the farm's own and says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  /** What is wrong with which member of the request. */
  readonly fields: readonly FieldError[]
  /** The whole answer, which may hold the present object (412) or the host that was blocked. */
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? `The farm answered ${status}.`)
    this.status = status
    this.code = body.code ?? 'UNKNOWN'
    this.fields = body.errors ?? []
    this.body = body
  }
}

/** The farm did not answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** Longest page that the farm gives. */
const PAGE = 100
/** Requests of one kind at a time. */
const AT_A_TIME = 6
/** How long an answer may take; a farm that is stopped otherwise leaves requests hanging, in milliseconds. */
const LIMIT_MS = 60_000

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  signal?: AbortSignal
}

/** Every request of the UI goes through here. @throws {ApiError} @throws {Unreachable} the signal's reason */
export async function ask(path: string, { method = 'GET', headers = {}, body, signal }: Ask = {}): Promise<Response> {
  const { token } = useSession.getState()
  const all = {
    ...headers,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
  }
  const response = await fetch(path, {
    method,
    headers: all,
    signal: signal ?? AbortSignal.timeout(LIMIT_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause) => {
    signal?.throwIfAborted()
    throw new Unreachable('The farm does not answer.', { cause })
  })
  if (response.ok) return response
  const problem = (await response.json().catch(() => ({}))) as ProblemBody
  // A token that was changed in the meantime is not the one that was refused.
  const isOurs = useSession.getState().token === token
  if (response.status === 401 && isOurs) useSession.setState({ state: 'ended' })
  throw new ApiError(response.status, problem)
}

/** The JSON of an answer. */
export const read = async <T>(path: string, options?: Ask): Promise<T> =>
  (await ask(path, options)).json() as Promise<T>

/** Readings of a list that changes under the reader, before it is taken as it is. */
const READINGS = 3

/**
 * All of a list, however many pages it has, in its order.
 * @param onFirst given the first page of several as soon as it is there
 */
export async function readAll<T>(
  path: string,
  pick: (page: Record<string, unknown>) => T[],
  onFirst: (some: T[]) => void = () => {},
  reading = 1,
): Promise<T[]> {
  type Page = Record<string, unknown> & { pagination: Pagination }
  const readPage = (page: number) => read<Page>(`${path}?limit=${PAGE}&page=${page}`)
  const first = await readPage(1)
  if (first.pagination.totalPages > 1) onFirst(pick(first))
  const others = Array.from({ length: Math.max(0, first.pagination.totalPages - 1) }, (_, i) => i + 2)
  const pages = [first, ...(await inTurns(others, readPage))]
  // What is deleted meanwhile moves the rest up, and one of them past the reader.
  const isSteady = pages.every(({ pagination }) => pagination.total === first.pagination.total)
  return isSteady || reading === READINGS ? pages.flatMap(pick) : readAll(path, pick, onFirst, reading + 1)
}

/** Does something with each, a few at a time, and gives what came of them in their order. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const workOn = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, workOn))
  return results
}

/** A path of encoded steps: `pathOf('bindings', uid)`. */
export const pathOf = (...steps: string[]): string => `/${steps.map(encodeURIComponent).join('/')}`

/** `?a=1&b=2` of what is given; what is undefined or null is left out. */
export function queryOf(members: Record<string, string | number | boolean | null | undefined>): string {
  const given = Object.entries(members).filter(([, value]) => value !== undefined && value !== null)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}
