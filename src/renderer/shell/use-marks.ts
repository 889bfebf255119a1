import { runsApi } from '../api/runs.ts'
import { settingsApi } from '../api/settings.ts'
import { subscriptionsApi } from '../api/webhooks.ts'
import { useLiveList } from '../components/use-live-list.ts'
import type { StreamEvent } from '../event-stream.ts'
import { useBindings } from '../stores/bindings.ts'
import { useFarm } from '../stores/farm.ts'
import { useSync } from '../stores/sync.ts'
import { useTemplates } from '../stores/templates.ts'
import { counted } from '../words/number.ts'
import { syncAttention } from '../words/sync.ts'
import { useTroubled } from './troubled.ts'

interface Counted {
  count: number
  /** The same with what it counts, for a tooltip and for who hears it. */
  words: string
}

/** What stands beside a screen's name: how many it has, and how many of them want attention. */
export interface Mark {
  count?: Counted | null
  trouble?: Counted | null
}

/** The marks of the rail, by the label of the place. */
export const useMarks = (): Partial<Record<string, Mark>> => ({
  Bindings: useBindingsMark(),
  Templates: useTemplatesMark(),
  Runs: useRunsMark(),
  Webhooks: useWebhooksMark(),
  Sync: useSyncMark(),
  Settings: useSettingsMark(),
})

function useBindingsMark(): Mark {
  const count = useBindings(({ order, isLoaded }) => (isLoaded ? order.length : null))
  const troubled = useTroubled()
  return {
    count: some(count, 'binding'),
    trouble: trouble(troubled, troubled === 1 ? 'needs attention' : 'need attention'),
  }
}

function useTemplatesMark(): Mark {
  const count = useTemplates(({ byUid, isLoaded }) => (isLoaded ? Object.keys(byUid).length : null))
  return { count: some(count, 'template') }
}

/** Hours that the mark of the runs looks back; the screen begins with as many. */
const HOURS = 24
/** Runs end all the time; the mark follows them after this, in milliseconds. */
const RUNS_MS = 5000
const readDay = () => runsApi.stats(HOURS, null)
const isRun = ({ type }: StreamEvent): boolean => type === 'binding.updated' || type === 'binding.failed'

function useRunsMark(): Mark {
  const { list: day } = useLiveList(readDay, isRun, RUNS_MS)
  if (day === null) return {}
  return {
    count: { count: day.runs, words: `${counted(day.runs, 'run')} in the last ${HOURS} hours` },
    trouble: trouble(day.failed, `failed in the last ${HOURS} hours`),
  }
}

const isSubscription = ({ type }: StreamEvent): boolean => type === 'subscription.changed'

function useWebhooksMark(): Mark {
  const { list } = useLiveList(subscriptionsApi.all, isSubscription)
  if (list === null) return {}
  const stopped = list.filter(({ status }) => status === 'failed').length
  return { count: some(list.length, 'subscription'), trouble: trouble(stopped, 'stopped') }
}

function useSyncMark(): Mark {
  const waiting = useSync(({ status }) => syncAttention(status))
  return { trouble: trouble(waiting, waiting === 1 ? 'waits for you' : 'wait for you') }
}

const isSetting = ({ type }: StreamEvent): boolean => type === 'settings.changed'

function useSettingsMark(): Mark {
  const { list: read } = useLiveList(settingsApi.get, isSetting)
  const chromium = useFarm(({ status }) => status?.chromium.state)
  const lacks = [
    ...(chromium === 'missing' || chromium === 'failed' ? ['Chromium'] : []),
    ...(read?.secrets.available === false ? ['the key of the secrets'] : []),
  ]
  return { trouble: lacks.length === 0 ? null : { count: lacks.length, words: `needs ${lacks.join(' and ')}` } }
}

const some = (count: number | null, what: string): Counted | null =>
  count === null ? null : { count, words: counted(count, what) }

const trouble = (count: number, what: string): Counted | null =>
  count === 0 ? null : { count, words: `${count.toLocaleString()} ${what}` }
