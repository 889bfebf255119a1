import { Button } from '@mantine/core'
import { IconRepeat } from '@tabler/icons-react'
import { useCallback } from 'react'
import type { Binding } from '../../../../shared/binding.ts'
import type { WebhookCall } from '../../../../shared/webhook-call.ts'
import { webhooksInApi } from '../../../api/webhooks.ts'
import { Excerpt } from '../../../components/excerpt.tsx'
import { Icon } from '../../../components/icon.tsx'
import { TimeAgo } from '../../../components/time-ago.tsx'
import { useLiveList } from '../../../components/use-live-list.ts'
import type { StreamEvent } from '../../../event-stream.ts'
import { notify } from '../../../notify.tsx'
import { useIsOffline } from '../../../stores/farm.ts'
import { paths } from '../../../stores/route.ts'
import { telling } from '../../../telling.ts'
import { bytes, exactTime } from '../../../words/time.ts'
import { REFUSAL_WORDS } from '../../../words/webhook.ts'
import styles from '../webhooks-screen.module.css'

/** What came in, newest first, and what came of it. */
export function HookCalls({ binding }: { binding: Binding }) {
  const { uid } = binding
  const read = useCallback(() => webhooksInApi.calls(uid), [uid])
  const concerns = useCallback(
    ({ type, data }: StreamEvent) => type === 'webhook.called' && JSON.parse(data).data.bindingId === uid,
    [uid],
  )
  const { list: calls, fault, reload } = useLiveList(read, concerns)
  return (
    <section className="block" aria-label="What came in">
      <h3>What came in</h3>
      {fault !== null ? (
        <p role="alert">
          The calls can’t be read. {fault} <Button onClick={reload}>Try again</Button>
        </p>
      ) : null}
      {calls === null && fault === null ? <p className="faint">Reading the calls…</p> : null}
      {calls?.length === 0 ? <p className="faint">Nothing yet. Calls show here as they come.</p> : null}
      <ol className={styles.entries}>
        {calls?.map((call) => (
          <CallEntry key={call.id} call={call} binding={binding} />
        ))}
      </ol>
      {calls !== null && calls.length >= 50 ? <p className="faint">The last 50 are kept.</p> : null}
    </section>
  )
}

function CallEntry({ call, binding: { uid, status } }: { call: WebhookCall; binding: Binding }) {
  const isOffline = useIsOffline()
  const isRefused = call.outcome === 'refused'
  const tone = isRefused ? 'bad' : 'good'
  const replay = () =>
    telling('Replaying the call', async () => {
      await webhooksInApi.replay(uid, call.id)
      notify({ kind: 'done', text: `Replayed the call of ${exactTime(call.at)}.` })
    })
  return (
    <li>
      <div className={styles.entry}>
        <span className={styles.tone} data-tone={tone}>
          <Icon name={tone} />
          <strong>{isRefused ? 'Refused' : 'Accepted'}</strong>
        </span>
        <span className="faint">
          <TimeAgo at={call.at} />, {bytes(call.bytes)}
        </span>
        {isRefused ? <span>{call.refusal ? REFUSAL_WORDS[call.refusal] : ''}</span> : null}
        {call.runId ? <a href={paths.run(uid, call.runId)}>Its run</a> : null}
        <Button
          leftSection={<IconRepeat className="icon" aria-hidden />}
          aria-label={`Replay the call of ${exactTime(call.at)}`}
          disabled={isOffline || !call.canReplay || status === 'paused'}
          title={call.canReplay ? 'Carry it out again' : 'What it brought is not kept: the last 10 are'}
          onClick={replay}
        >
          Replay
        </Button>
      </div>
      {call.bodyStart === '' ? null : (
        <details className={styles.more}>
          <summary>What it brought</summary>
          <Excerpt text={call.bodyStart} label={`What the call of ${exactTime(call.at)} brought`} />
        </details>
      )}
    </li>
  )
}
