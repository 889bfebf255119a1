import { type Blocked, blockedSchema } from '../shared/blocked.ts'
import { Problem, toRunError } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import type { Outcome } from '../shared/run.ts'
import { sourceKey } from './bindings/source-key.ts'
import type { BindingState } from './db/bindings.ts'
import type { NewImage } from './db/images.ts'
import type { Owed } from './db/owed.ts'
import type { RefreshResult } from './db/results.ts'
import type { StoredRun } from './db/runs.ts'
import { drawDefaultPicture } from './pictures/default-picture.ts'
import { dueAfterFailure, dueAfterSuccess } from './refresh/due.ts'
import { changedVariables } from './refresh/map.ts'
import type { RefreshParts, Subject, Taken } from './refresh.ts'
import { refreshEvents } from './refresh-events.ts'
import { withEnd } from './runs/recent-ends.ts'
import { blockedOf, responseOf } from './runs/run-details.ts'
import type { RefreshAsk, RunRecord } from './runs/run-record.ts'

const hasKept = ({ kept, binding }: Subject): boolean => kept?.sourceKey === sourceKey(binding)

/** What a refresh that went well has to show. */
export interface Success {
  data: Taken
  picture?: { frame: string; key: string; variables: Record<string, Json>; missing: string[] }
  image?: NewImage
}

/** The ways in which a refresh ends, each giving what is to be committed. */
export function endingsOf(
  { needsSource }: RefreshAsk,
  subject: Subject,
  run: RunRecord,
  parts: RefreshParts,
  signal: AbortSignal,
) {
  const { binding, state } = subject
  const result = (
    rest: Omit<RefreshResult, 'revision' | 'owed' | 'askedSource' | 'events'> & { owed?: Owed },
  ): RefreshResult => ({
    owed: state,
    ...rest,
    state: changesOf(state, rest.state),
    revision: binding.revision,
    askedSource: needsSource,
    events: (stored, changed) => {
      const after = { ...subject, state: { ...state, ...rest.state } }
      return refreshEvents({ run: stored, changed, images: rest.images }, after, parts.baseUrl())
    },
  })

  return {
    cancelled: () => result({ run: run.finish({ outcome: 'cancelled' }), state: {}, data: null, images: [] }),

    async succeeded(outcome: Outcome, success: Success): Promise<RefreshResult> {
      const { data, picture, image } = success
      // Drawn without asking the source, it says nothing of a source that fails.
      const isRedraw = data.from === 'kept'
      const variables = picture?.variables ?? state.variables
      const finished = run.finish({
        outcome,
        missing: picture?.missing ?? state.missing,
        changed: changedVariables(state.variables, variables),
        image: image ? { id: image.image.id, format: image.image.format } : null,
      })
      const health = isRedraw
        ? healthAfterRedraw(subject, parts)
        : healthAfterRefresh(subject, finished.finishedAt, parts)
      const fallback = health.status === 'error' ? await drawDefaultPicture(subject, parts, signal) : {}
      return result({
        run: finished,
        data: data.fresh,
        images: [image, fallback.image].filter((each) => each !== undefined),
        state: {
          ...health,
          ...fallback.state,
          ...(!isRedraw && { recentEnds: withEnd(state.recentEnds, false) }),
          averageMs: nextAverage(state.averageMs, finished),
          drawnDataHash: data.hash,
          ...(picture && {
            frameKey: picture.frame,
            renderKey: picture.key,
            variables: picture.variables,
            missing: picture.missing,
          }),
          ...(image && { imageId: image.image.id, lastRenderedAt: finished.finishedAt }),
        },
      })
    },

    /** `taken` is what was read before it failed: it is good data, which only could not be drawn. */
    async failed(error: unknown, taken: Taken | null): Promise<RefreshResult> {
      const failure = toRunError(error, run.stage)
      if (error instanceof Problem) {
        run.details.response ??= responseOf(error)
        Object.assign(run.details, blockedOf(error))
      }
      const finished = run.finish({ outcome: 'failed', error: failure })
      const failureCount = state.failureCount + 1
      const { retryAfterSeconds, upstreamStatus } = error instanceof Problem ? error.options : {}
      const { code, stage, message } = failure
      const fallback = await drawDefaultPicture(subject, parts, signal)
      return result({
        run: finished,
        data: taken?.fresh ?? null,
        images: fallback.image ? [fallback.image] : [],
        // Where the source gave nothing, an edit is still to be drawn from the data that is kept.
        owed: needsSource && taken === null && hasKept(subject) ? { ...state, owedRedraws: 0 } : state,
        state: {
          status: 'error',
          pausedState: null,
          failureCount,
          recentEnds: withEnd(state.recentEnds, true),
          averageMs: nextAverage(state.averageMs, finished),
          lastError: {
            code,
            stage,
            message,
            at: new Date(finished.finishedAt).toISOString(),
            ...(upstreamStatus && { upstreamStatus }),
            ...blockedBy(error),
          },
          ...dueAfterFailure(
            binding.refreshPolicy,
            failureCount,
            retryAfterSeconds,
            finished.finishedAt,
            parts.random(),
          ),
          ...fallback.state,
        },
      })
    },
  }
}

/** What is not as it was read: what is not written costs no index a page. */
function changesOf(before: BindingState, after: Partial<BindingState>): Partial<BindingState> {
  const changes: Record<string, unknown> = {}
  for (const member of Object.keys(after) as (keyof BindingState)[]) {
    if (after[member] !== before[member]) changes[member] = after[member]
  }
  return changes
}

/** What the gate refused, so that a person can be offered to allow just that. */
function blockedBy(error: unknown): { blocked?: Blocked } {
  const isBlocked = error instanceof Problem && error.slug === 'blocked-url'
  const { data } = blockedSchema.safeParse(isBlocked ? error.options.members : undefined)
  return data ? { blocked: data } : {}
}

/** The mean time of the last runs, in which each weighs a fifth and older ones less and less. */
function nextAverage(before: number | null, { phases }: StoredRun): number {
  const total = Object.values(phases).reduce((sum, ms) => sum + ms, 0) - phases.queue
  return before === null ? total : before + (total - before) / 5
}

function healthAfterRefresh({ binding }: Subject, at: number, parts: RefreshParts): Partial<BindingState> {
  const healthy = { status: 'active', pausedState: null, failureCount: 0, lastError: null, lastRefreshAt: at } as const
  return { ...healthy, ...dueAfterSuccess(binding.refreshPolicy, at, parts.random()) }
}

/** A redraw mends what drawing broke; a source that fails still fails, and its retry stands. */
function healthAfterRedraw({ binding, state }: Subject, parts: RefreshParts): Partial<BindingState> {
  if (state.status !== 'error') return { status: state.status }
  const sourceFailed = !['map', 'compose', 'render', 'store'].includes(state.lastError?.stage ?? '')
  if (sourceFailed) return { status: 'error' }
  const mended = { status: 'active', failureCount: 0, lastError: null } as const
  return { ...mended, ...dueAfterSuccess(binding.refreshPolicy, parts.now(), parts.random()) }
}
