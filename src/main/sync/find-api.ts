import { baseOf } from '../process/address.ts'
import { HostedFault } from './hosted.ts'
import { type CallParts, createCall } from './hosted-call.ts'
import { pageIn } from './hosted-list.ts'

/** Where the API may be, below the base URL. */
const PREFIXES = ['', '/v1'] as const
export type ApiPrefix = (typeof PREFIXES)[number]

/**
 * Where the API answers with a list of bindings: at the base itself, or under `/v1`.
 * @throws {HostedFault} what the base itself answered, but where the API under `/v1` does answer and refuses
 */
export async function findApi(parts: CallParts, signal: AbortSignal): Promise<ApiPrefix> {
  const atBase = await askAt(parts, '', signal)
  if (atBase === null) return ''
  if (!isElsewhere(atBase)) throw atBase
  const below = await askAt(parts, '/v1', signal)
  if (below === null) return '/v1'
  throw isElsewhere(below) ? atBase : below
}

export const withPrefix = (baseUrl: string, prefix: ApiPrefix): URL => new URL(`${baseUrl}${prefix}`)

/** Null where it answers as it should. */
async function askAt(parts: CallParts, prefix: ApiPrefix, signal: AbortSignal): Promise<HostedFault | null> {
  const base = withPrefix(baseOf(parts.base), prefix)
  try {
    const { json } = await createCall({ ...parts, base, isHasty: true })(
      { method: 'GET', path: '/bindings?limit=1' },
      signal,
    )
    if (pageIn(json, 'bindings')) return null
    return new HostedFault('not_an_api', `${base.host} did not answer with a list of bindings.`)
  } catch (error) {
    if (error instanceof HostedFault) return error
    throw error
  }
}

const isElsewhere = ({ kind }: HostedFault): boolean => kind === 'not_an_api' || kind === 'missing'
