import { Problem } from '../../shared/errors.ts'
import type { SyncError } from '../../shared/sync.ts'
import { HostedFault, type HostedFaultKind } from './hosted.ts'

const CODES: Record<HostedFaultKind, SyncError['code']> = {
  offline: 'offline',
  key_rejected: 'key_rejected',
  forbidden: 'forbidden',
  rate_limited: 'rate_limited',
  server_fault: 'server_fault',
  not_an_api: 'not_an_api',
  missing: 'failed',
  conflict: 'failed',
  changed: 'failed',
  refused: 'failed',
}

/** Faults that pass by themselves. */
const PASSING: ReadonlySet<SyncError['code']> = new Set<SyncError['code']>([
  'offline',
  'rate_limited',
  'server_fault',
  'not_an_api',
])
export const isPassing = (code: SyncError['code']): boolean => PASSING.has(code)

/** What kept a sync from its end, as it is told. */
export function faultOf(error: unknown): Pick<SyncError, 'code' | 'message'> & { retryAfterMs: number | null } {
  if (error instanceof HostedFault)
    return { code: CODES[error.kind], message: error.message, retryAfterMs: error.retryAfterMs }
  const message = error instanceof Problem ? error.message : 'Bindery met an unexpected fault; its log has the cause.'
  return { code: 'failed', message, retryAfterMs: null }
}

/** The same for whoever asked for the sync. */
export function problemOf(error: unknown): unknown {
  if (!(error instanceof HostedFault)) return error
  const { code, message, retryAfterMs } = faultOf(error)
  if (code === 'offline' || code === 'rate_limited' || code === 'server_fault') {
    const wait = retryAfterMs === null ? {} : { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }
    return new Problem('unavailable', message, wait)
  }
  return new Problem('url-fetch-failed', message, { retriable: code === 'not_an_api' })
}
