import type { RunStats } from '../../shared/run.ts'
import { startOfHour } from '../db/run-hours.ts'
import type { RunRepository } from '../db/runs.ts'

const HOUR_MS = 3_600_000
/** Durations are taken of this many renders at most, the newest. */
const SAMPLE = 2_000

/** How the refreshes of the last hours went, of one binding or of all; the hour that is going on is the last of them. */
export async function runStats(
  runs: RunRepository,
  { hours, bindingUid }: { hours: number; bindingUid?: string | undefined },
  now: number,
): Promise<RunStats> {
  const since = startOfHour(now) - (hours - 1) * HOUR_MS
  const counted = new Map((await runs.hoursSince(since, bindingUid)).map((each) => [each.hour, each]))
  const byHour = Array.from({ length: hours }, (_, index) => {
    const hour = since + index * HOUR_MS
    const { rendered, unchanged, failed } = counted.get(hour) ?? { rendered: 0, unchanged: 0, failed: 0 }
    return { hour: new Date(hour).toISOString(), rendered, unchanged, failed }
  })
  const sum = (member: 'rendered' | 'unchanged' | 'failed') => byHour.reduce((total, each) => total + each[member], 0)
  const [rendered, failed] = [sum('rendered'), sum('failed')]
  const total = rendered + failed + sum('unchanged')
  const times = (await runs.renderTimes(since, SAMPLE, bindingUid)).sort((a, b) => a - b)
  return {
    runs: total,
    failed,
    successRate: total === 0 ? null : (total - failed) / total,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    rendersPerHour: rendered / ((now - since) / HOUR_MS || 1),
    byHour,
  }
}

/** By the nearest rank; null of nothing. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
