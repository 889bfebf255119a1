import { useEffect } from 'react'
import type { BindingEvent, News } from '../../../shared/events.ts'
import { type NamedRun, type RunFilter, runsApi } from '../../api/runs.ts'
import type { StreamEvent } from '../../event-stream.ts'
import { addPage, addRun, isLetThrough, mergeHead, useAllRuns } from '../../stores/all-runs.ts'
import { useFarm } from '../../stores/farm.ts'
import { onStreamEvent } from '../../stream-listeners.ts'

const PAGE = 50
/** Runs come in bursts; they are shown together, after this, in milliseconds. */
const BURST_MS = 200
/** The figures are of hours; while runs come they are read again this often at most, in milliseconds. */
const STATS_MS = 4000

const { getState, setState } = useAllRuns

/** Whether the answer is still to the question that is asked now. */
const isAsked = (filter: RunFilter): boolean => getState().filter === filter

/** Reads the newest runs. What can't be read is said in the store. */
export async function loadNewest(): Promise<void> {
  const { filter } = getState()
  try {
    const { runs, pagination } = await runsApi.list(filter, 1, PAGE)
    if (!isAsked(filter)) return
    const known = getState()
    const merged = mergeHead(known.runs, runs)
    const hasMore = merged.length < pagination.total
    setState({ runs: merged, total: pagination.total, hasMore, isLoaded: true, fault: null })
  } catch (error) {
    if (isAsked(filter)) setState({ fault: (error as Error).message })
  }
}

let isReadingOn = false

/** Reads on behind the oldest run that is known. */
export async function loadOlder(): Promise<void> {
  const { filter, runs, hasMore } = getState()
  if (isReadingOn || !hasMore) return
  isReadingOn = true
  try {
    const found = await runsApi.list(filter, Math.floor(runs.length / PAGE) + 1, PAGE)
    if (!isAsked(filter)) return
    const all = addPage(getState().runs, found.runs)
    setState({ runs: all, total: found.pagination.total, hasMore: found.pagination.hasNext, fault: null })
  } catch (error) {
    if (isAsked(filter)) setState({ fault: (error as Error).message })
  } finally {
    isReadingOn = false
  }
}

async function loadStats(): Promise<void> {
  const { filter, hours } = getState()
  const stats = await runsApi.stats(hours, filter.bindingUid).catch(() => null)
  if (stats && getState().hours === hours && getState().filter.bindingUid === filter.bindingUid) setState({ stats })
}

export function setFilter(change: Partial<RunFilter>): void {
  const filter = { ...getState().filter, ...change }
  const isOther = filter.bindingUid !== getState().filter.bindingUid
  setState({
    filter,
    runs: [],
    total: 0,
    hasMore: false,
    isLoaded: false,
    fault: null,
    ...(isOther && { stats: null }),
  })
  void loadNewest()
  if (isOther) void loadStats()
}

export function setHours(hours: number): void {
  setState({ hours })
  void loadStats()
}

/** Keeps the list and its figures as the farm has them, for as long as the screen stands. */
export function useLiveRuns(): void {
  const isLive = useFarm(({ connection }) => connection === 'live')
  useEffect(() => {
    if (!isLive) return
    void loadNewest()
    void loadStats()
    return followRuns()
  }, [isLive])
}

function followRuns(): () => void {
  const ended: NamedRun[] = []
  const soon = onceIn(BURST_MS, () => takeEnded(ended.splice(0)))
  const stats = onceIn(STATS_MS, loadStats)
  const newest = onceIn(BURST_MS, loadNewest)
  const stop = onStreamEvent((event) => {
    const run = endedRun(event)
    if (run) {
      ended.push(run)
      soon.ask()
      stats.ask()
    } else if (takeNews(event)) newest.ask()
  })
  return () => {
    stop()
    for (const each of [soon, stats, newest]) each.stop()
    setState({ underWay: new Set() })
  }
}

function endedRun({ type, data }: StreamEvent): NamedRun | null {
  if (type !== 'binding.updated' && type !== 'binding.failed') return null
  const { run, bindingName } = (JSON.parse(data) as { data: BindingEvent }).data
  return { ...run, bindingName }
}

function takeEnded(ended: readonly NamedRun[]): void {
  const { filter, runs, total } = getState()
  const wanted = ended.filter((run) => isLetThrough(run, filter))
  if (wanted.length === 0) return
  const all = wanted.reduce<readonly NamedRun[]>(addRun, runs)
  setState({ runs: all, total: total + all.length - runs.length })
}

/** Counts what is under way. @returns whether a run ended that no other event tells of */
function takeNews({ type, data }: StreamEvent): boolean {
  if (type !== 'run.started' && type !== 'run.ended') return false
  const news = JSON.parse(data) as { data: Extract<News, { type: 'run.started' | 'run.ended' }>['data'] }
  const underWay = new Set(getState().underWay)
  if (type === 'run.started') underWay.add(news.data.runId)
  else underWay.delete(news.data.runId)
  setState({ underWay })
  return 'outcome' in news.data && news.data.outcome === 'cancelled'
}

/** Does the work once for all that ask for it within a time. */
function onceIn(ms: number, work: () => unknown): { ask(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  const run = () => {
    timer = null
    void work()
  }
  return {
    ask() {
      timer ??= setTimeout(run, ms)
    },
    stop() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
