import { NumberInput, Radio, Select, Stack } from '@mantine/core'
import type { RefreshPolicy } from '../../../../shared/binding.ts'
import { useBindings } from '../../../stores/bindings.ts'
import { useClock } from '../../../stores/clock.ts'
import { exactTime, interval, plannedTime } from '../../../words/time.ts'
import { edit, useDraft, useEditor, useFault } from '../editor-store.ts'
import { nextTimes } from './next-times.ts'
import classes from './preview.module.css'

const TYPES: { value: RefreshPolicy['type']; label: string }[] = [
  { value: 'ttl', label: 'On a schedule' },
  { value: 'etag', label: 'On a schedule, if changed' },
  { value: 'webhook', label: 'When its webhook is called' },
  { value: 'manual', label: 'Only by hand' },
]

const ON_ERROR: { value: RefreshPolicy['onError']; label: string; description: string }[] = [
  {
    value: 'serve_stale',
    label: 'Keep the last good picture',
    description: 'Viewers notice nothing. With no picture yet, an error card.',
  },
  {
    value: 'serve_default',
    label: 'Show the defaults',
    description: 'The template drawn with the defaults alone.',
  },
  { value: 'serve_error', label: 'Show an error card', description: 'A card that names the stage, with status 502.' },
]

const UNITS = [
  { value: '1', label: 'seconds' },
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
]

/** When it refreshes, as a sentence with the times that it comes to, and what is served while it fails. */
export function RefreshFields() {
  const policy = useDraft(({ refreshPolicy }) => refreshPolicy)
  const change = (part: Partial<RefreshPolicy>) => edit({ refreshPolicy: { ...policy, ...part } })
  const isTimed = policy.type === 'ttl' || policy.type === 'etag'
  return (
    <div className={classes.fields}>
      <Select
        label="Refresh"
        data={TYPES}
        value={policy.type}
        onChange={(value) => change({ type: value as RefreshPolicy['type'] })}
      />
      {isTimed ? <Interval seconds={policy.ttlSeconds} change={change} /> : null}
      <Sentence policy={policy} />
      <Radio.Group
        label="When a refresh fails"
        value={policy.onError}
        onChange={(value) => change({ onError: value as RefreshPolicy['onError'] })}
      >
        <Stack gap="xs" mt="xs">
          {ON_ERROR.map((each) => (
            <Radio key={each.value} size="xs" {...each} />
          ))}
        </Stack>
      </Radio.Group>
    </div>
  )
}

function Interval({ seconds, change }: { seconds: number; change(part: Partial<RefreshPolicy>): void }) {
  const unit = Number(UNITS.findLast(({ value }) => seconds % Number(value) === 0)?.value ?? 1)
  const fault = useFault('refreshPolicy.ttlSeconds')
  return (
    <div className={classes.pair}>
      <NumberInput
        label="Every"
        data-field="refreshPolicy.ttlSeconds"
        min={1}
        allowDecimal={false}
        value={seconds / unit}
        error={fault ? 'Between 1 minute and 7 days' : undefined}
        onChange={(value) => typeof value === 'number' && change({ ttlSeconds: value * unit })}
      />
      <Select
        label="Unit"
        data={UNITS}
        value={String(unit)}
        onChange={(value) => change({ ttlSeconds: (seconds / unit) * Number(value) })}
      />
    </div>
  )
}

const SENTENCES: Record<RefreshPolicy['type'], (seconds: number) => string> = {
  ttl: (seconds) => `Asks the source ${interval(seconds)}.`,
  etag: (seconds) => `Asks the source ${interval(seconds)} whether the data has changed, and draws only then.`,
  webhook: () => 'Refreshes each time its webhook is called.',
  manual: () => 'Refreshes only when somebody asks for it.',
}

function Sentence({ policy }: { policy: RefreshPolicy }) {
  const isSaved = useEditor(({ binding }) => binding !== null)
  const nextAt = useSavedNext(policy)
  // To the minute: the times are a plan, and need not be drawn anew every second.
  const minute = useClock(({ now }) => Math.ceil(now / 60_000) * 60_000)
  const times = nextTimes(policy, minute, nextAt)
  return (
    <div>
      <p>
        {SENTENCES[policy.type](policy.ttlSeconds)}
        {isSaved ? '' : ' The first picture is drawn when you save.'}
      </p>
      {times.length > 0 ? (
        <ol className={classes.times} aria-label="The next five times">
          {times.map((at) => (
            <li key={at}>
              <time dateTime={new Date(at).toISOString()} title={exactTime(new Date(at).toISOString())}>
                {plannedTime(at, minute)}
              </time>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}

/** When the farm refreshes it next, epoch milliseconds; null where that is not known, as with another policy than the saved one. */
function useSavedNext({ type, ttlSeconds }: RefreshPolicy): number | null {
  const uid = useEditor(({ uid }) => uid)
  return useBindings(({ byUid }) => {
    const { refreshPolicy, nextRefreshAt } = byUid[uid ?? ''] ?? {}
    const isSaved = refreshPolicy?.type === type && refreshPolicy.ttlSeconds === ttlSeconds
    return isSaved && nextRefreshAt ? Date.parse(nextRefreshAt) : null
  })
}
