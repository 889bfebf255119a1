import type { BindingEvent } from '../../shared/events.ts'

/** A binding whose last refresh failed. */
export interface Failure {
  uid: string
  name: string
  /** What went wrong, in words. */
  reason: string
  /** Epoch milliseconds. */
  at: number
  /** The run that failed, where it is known. */
  runId: string | null
}

/** The bindings that fail, by uid. */
export type Failures = ReadonlyMap<string, Failure>

export type HealthChange =
  | ({ kind: 'degraded' } & Failure)
  | { kind: 'recovered'; uid: string; name: string; runId: string }

/**
 * What an ended refresh makes of the health that is known. Only a change of state is a change: a binding that goes on
 * failing is no news.
 */
export function followRefresh(
  failures: Failures,
  type: 'binding.updated' | 'binding.failed',
  { bindingId: uid, bindingName: name, run }: BindingEvent,
): { failures: Failures; change: HealthChange | null } {
  const isKnown = failures.has(uid)
  if (type === 'binding.updated') {
    const change = isKnown ? ({ kind: 'recovered', uid, name, runId: run.id } as const) : null
    return { failures: without(failures, uid), change }
  }
  const reason = run.error?.message ?? 'The refresh failed.'
  const failure = { uid, name, reason, at: Date.parse(run.finishedAt), runId: run.id }
  const change = isKnown ? null : ({ kind: 'degraded', ...failure } as const)
  return { failures: new Map(failures).set(uid, failure), change }
}

export function without(failures: Failures, uid: string): Failures {
  if (!failures.has(uid)) return failures
  const left = new Map(failures)
  left.delete(uid)
  return left
}

/** The newest first. */
export const lastFailures = (failures: Failures, count: number): Failure[] =>
  [...failures.values()].sort((a, b) => b.at - a.at).slice(0, count)

/** What is left to tell of changes that came together: of a binding that went and came back, nothing. */
export function foldChanges(changes: readonly HealthChange[]): HealthChange[] {
  const left = new Map<string, HealthChange>()
  for (const change of changes) {
    const before = left.get(change.uid)
    if (before && before.kind !== change.kind) left.delete(change.uid)
    else left.set(change.uid, change)
  }
  return [...left.values()]
}
