import type { Binding, RefreshPolicy } from '../../shared/binding.ts'
import type { DataSource } from '../../shared/data-source.ts'
import { interval } from './time.ts'

/** The in-process source. The type holds it to the vocabulary's own value, whose module would bring its schemas along. */
export const STATUS_SOURCE: typeof import('../../shared/data-source.ts').STATUS_SOURCE = 'bindery:status'

/** Where the data comes from. A query is left out: it may hold a key. */
export function sourceWords(source: DataSource): string {
  if (source.type === 'webhook') return 'webhook'
  if (source.type === 'static') return 'fixed data'
  if (source.url === STATUS_SOURCE) return 'this farm’s own status'
  const url = URL.parse(source.url)
  if (!url) return source.url
  const path = url.pathname === '/' ? '' : url.pathname
  return `${source.method === 'POST' ? 'POST ' : ''}${url.host}${path}`
}

/** When it refreshes: "every 5 min", "every 5 min, if changed", "on webhook", "by hand". */
export function policyWords({ type, ttlSeconds }: RefreshPolicy): string {
  if (type === 'webhook') return 'on webhook'
  if (type === 'manual') return 'by hand'
  return type === 'etag' ? `${interval(ttlSeconds)}, if changed` : interval(ttlSeconds)
}

const ON_ERROR: Record<RefreshPolicy['onError'], string> = {
  serve_stale: 'the last good picture stays',
  serve_default: 'the picture of its defaults is shown',
  serve_error: 'an error card is shown',
}
/** What the render URL serves while refreshes fail. */
export const onErrorWords = ({ onError }: RefreshPolicy): string => ON_ERROR[onError]

export function outputWords({ outputConfig: output }: Binding): string {
  const size =
    output.width || output.height ? `${output.width ?? 'auto'} × ${output.height ?? 'auto'}` : 'the template’s size'
  const scale = output.deviceScaleFactor === 1 ? '' : ` at ${output.deviceScaleFactor}×`
  return `${output.format.toUpperCase()}, ${size}${scale}`
}

/** Why there is no picture to show. */
export function noPictureWords({ status, dataSource }: Pick<Binding, 'status' | 'dataSource'>): string {
  if (status === 'error') return 'No picture: its first refresh failed'
  return dataSource.type === 'webhook' ? 'No picture yet: it waits for data' : 'No picture yet'
}
