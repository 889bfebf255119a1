import { type HttpDataSource, STATUS_SOURCE } from '../../shared/data-source.ts'
import { Problem } from '../../shared/errors.ts'
import type { Status } from '../../shared/status.ts'
import { sourceKey } from '../bindings/source-key.ts'
import type { KeptData, StoredBinding } from '../db/bindings.ts'
import { sha256 } from '../hash.ts'
import { lacksSecret } from '../secrets/needs-secret.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { openSourceSecrets } from '../secrets/source-secrets.ts'
import type { Fetcher } from './fetch.ts'
import type { OnWait } from './fetch-limiter.ts'
import type { FetchedData, NotModified } from './fetch-request.ts'

/** The data that a refresh starts from: newly read, or known to be what was read last time. */
export type SourceData =
  | { kind: 'read'; text: string; hash: string; response: FetchedData | null; queueMs: number }
  | { kind: 'not_modified'; response: NotModified; queueMs: number }

export interface SourceParts {
  fetcher: Fetcher
  secrets: Secrets
  status(): Promise<Status>
  webhookBody(uid: string): Promise<string | null>
  /** Told while the source's origin has more to do than it is asked at a time. */
  onWait?: OnWait
}

/**
 * Reads a binding's source. Where the last good data answer the same request, it is asked only for what is new to them.
 * @throws {Problem} with the stage at which it failed
 */
export async function readSource(
  binding: StoredBinding,
  kept: KeptData | null,
  parts: SourceParts,
  signal: AbortSignal,
): Promise<SourceData> {
  const source = binding.dataSource
  if (source.type === 'static') return inProcess(JSON.stringify(source.data))
  if (source.type === 'webhook') return inProcess(await webhookData(binding, parts))
  if (source.url === STATUS_SOURCE) return inProcess(JSON.stringify(await parts.status()))
  return fetchHttp(binding, source, kept, parts, signal)
}

const inProcess = (text: string): SourceData => ({ kind: 'read', text, hash: sha256(text), response: null, queueMs: 0 })

async function webhookData(binding: StoredBinding, parts: SourceParts): Promise<string> {
  const body = await parts.webhookBody(binding.uid)
  if (body === null) {
    throw new Problem('unavailable', 'No data has come in yet. POST JSON to the webhook URL of this binding.', {
      stage: 'fetch',
    })
  }
  return body
}

async function fetchHttp(
  binding: StoredBinding,
  source: HttpDataSource,
  kept: KeptData | null,
  parts: SourceParts,
  signal: AbortSignal,
): Promise<SourceData> {
  const opened = openSourceSecrets(binding, parts.secrets)
  if (opened === null && !parts.secrets.available) throw parts.secrets.unavailable()
  if (opened === null || lacksSecret(source)) {
    throw new Problem(
      'unavailable',
      'The source needs a secret that is not here: give the credentials of this binding again.',
      { code: 'NEEDS_SECRET', stage: 'fetch', retriable: false },
    )
  }
  const plain = Object.entries(source.headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const body = source.body === undefined || source.method === 'GET' ? null : source.body
  const response = await parts.fetcher.fetch(
    {
      url: source.url,
      method: source.method,
      headers: { ...Object.fromEntries(plain), ...opened.headers },
      body: typeof body === 'string' || body === null ? body : JSON.stringify(body),
      credentials: opened.credentials,
      secretHeaders: Object.keys(opened.headers).map((name) => name.toLowerCase()),
      validators: kept?.sourceKey === sourceKey(binding) ? kept : null,
    },
    signal,
    parts.onWait,
  )
  return response.kind === 'data'
    ? { kind: 'read', text: response.text, hash: response.hash, response, queueMs: response.queueMs }
    : { kind: 'not_modified', response, queueMs: response.queueMs }
}
