import { blockedSchema } from '../../shared/blocked.ts'
import type { DataSource } from '../../shared/data-source.ts'
import { Problem } from '../../shared/errors.ts'
import type { RunDetails } from '../../shared/run.ts'
import type { FailedRequest } from '../chromium/render-job.ts'
import type { RefusedHosts } from '../network/refused-hosts.ts'
import { responseFactsOf } from '../refresh/fetch-request.ts'
import type { SourceData } from '../refresh/source.ts'

/** What was asked, with the values of the query cut. */
export function requestOf(source: DataSource): RunDetails['request'] {
  return source.type === 'http' ? { method: source.method, url: cutQuery(source.url) } : null
}

/** What came back, from an answer or from a failure that followed one. */
export function responseOf(from: SourceData | Problem): RunDetails['response'] {
  const answer = from instanceof Problem ? responseFactsOf(from) : from.response
  if (!answer) return null
  const { status, etag } = answer
  const { contentType, bodyStart } = 'bodyStart' in answer ? answer : { contentType: null, bodyStart: '' }
  return { status, etag, contentType, bodyStart }
}

/** Which address the gate refused, where it did. */
export function blockedOf({ slug, options }: Problem): Pick<RunDetails, 'blocked'> {
  const blocked = slug === 'blocked-url' ? blockedSchema.safeParse(options.members).data : undefined
  return blocked ? { blocked } : {}
}

/** The requests of a page that failed, and of which of them the gate was the cause. */
export function failedRequestsOf(failed: FailedRequest[], refused: RefusedHosts): RunDetails['failedRequests'] {
  return failed.map((request) => {
    const blocked = refused.find(request.url)
    return blocked ? { ...request, blocked } : request
  })
}

function cutQuery(text: string): string {
  if (!text.includes('?')) return text
  const url = URL.parse(text)
  if (!url || url.search === '') return text
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, '…')
  return `${url.origin}${url.pathname}?${[...url.searchParams.keys()].map((name) => `${name}=…`).join('&')}`
}
