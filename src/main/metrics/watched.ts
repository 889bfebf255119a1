import { Problem } from '../../shared/errors.ts'
import type { Activity } from '../activity.ts'
import type { Renderer } from '../chromium/renderer.ts'
import type { Fetcher } from '../refresh/fetch.ts'
import type { Metrics } from './metrics.ts'

/** A renderer whose work is counted. Jobs that were called off are not. */
export function watchRenderer(renderer: Renderer, metrics: Pick<Metrics, 'drawn'>): Renderer {
  return {
    ...renderer,
    async render(job, signal) {
      const format = job.outputs.pdf ? 'pdf' : 'png'
      try {
        const rendered = await renderer.render(job, signal)
        metrics.drawn(format, rendered.renderMs / 1000)
        return rendered
      } catch (error) {
        if (error instanceof Problem && !signal?.aborted) metrics.drawn(format, null)
        throw error
      }
    },
  }
}

/** A renderer whose work is something that goes on. */
export function countAsActivity(renderer: Renderer, activity: Activity): Renderer {
  return { ...renderer, render: (job, signal) => activity.during(() => renderer.render(job, signal)) }
}

/** A fetcher whose work is counted. Fetches that were called off are not. */
export function watchFetcher(fetcher: Fetcher, metrics: Pick<Metrics, 'fetched'>): Fetcher {
  return {
    async fetch(request, signal, onWait) {
      try {
        const fetched = await fetcher.fetch(request, signal, onWait)
        metrics.fetched(fetched.kind, fetched.kind === 'data' ? fetched.bytes : 0)
        return fetched
      } catch (error) {
        if (!signal?.aborted) metrics.fetched('failed', 0)
        throw error
      }
    },
  }
}
