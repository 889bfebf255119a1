import { Button } from '@mantine/core'
import { IconRepeat } from '@tabler/icons-react'
import type { Delivery, Subscription } from '../../../../shared/subscription.ts'
import { subscriptionsApi } from '../../../api/webhooks.ts'
import { Excerpt } from '../../../components/excerpt.tsx'
import { Icon } from '../../../components/icon.tsx'
import { TimeAgo } from '../../../components/time-ago.tsx'
import { useIsOffline } from '../../../stores/farm.ts'
import { telling } from '../../../telling.ts'
import { duration, exactTime } from '../../../words/time.ts'
import { DELIVERY_WORDS } from '../../../words/webhook.ts'
import styles from '../webhooks-screen.module.css'
import { attemptWords } from './attempt-words.ts'

interface DeliveryEntryProps {
  delivery: Delivery
  subscription: Subscription
  onChange(): void
}

/** One delivery as a line of its attempts, with what was sent. */
export function DeliveryEntry({ delivery, subscription, onChange }: DeliveryEntryProps) {
  const { id, status, attempts, nextAttemptAt, createdAt, payload } = delivery
  const isOffline = useIsOffline()
  const { word, tone: itsTone } = DELIVERY_WORDS[status]
  const isActive = subscription.status === 'active'
  // What waits for a person is not on its way.
  const tone = status === 'pending' && !isActive ? 'idle' : itsTone
  const about = attempts.length === 0 ? 'What will be sent' : 'What was sent'
  const redeliver = () =>
    telling('Delivering again', async () => {
      await subscriptionsApi.redeliver(subscription.uid, id)
      onChange()
    })
  return (
    <li>
      <div className={styles.entry}>
        <span className={styles.tone} data-tone={tone}>
          <Icon name={tone} />
          <strong>{isTest(payload) ? `Test: ${word}` : word}</strong>
        </span>
        <span className="faint">
          <TimeAgo at={createdAt} />
        </span>
        <Button
          leftSection={<IconRepeat className="icon" aria-hidden />}
          aria-label={`Redeliver what was made ${exactTime(createdAt)}`}
          disabled={isOffline || !isActive}
          title={isActive ? 'Deliver it again' : 'Resume the subscription first'}
          onClick={redeliver}
        >
          Redeliver
        </Button>
      </div>
      <ol className={styles.attempts} aria-label="Attempts">
        {attempts.map((attempt) => (
          <li key={attempt.at}>
            <span className={styles.tone} data-tone={attempt.error === null ? 'good' : 'bad'}>
              <Icon name={attempt.error === null ? 'good' : 'bad'} />
            </span>
            <span>{attemptWords(attempt)}</span>
            <span className="faint">
              {duration(attempt.durationMs)}, <TimeAgo at={attempt.at} />
            </span>
          </li>
        ))}
        {status === 'pending' ? (
          <li className="faint">
            {isActive ? (
              <>
                Next attempt <TimeAgo at={nextAttemptAt} none="soon" />
              </>
            ) : (
              'Waits until the subscription is resumed'
            )}
          </li>
        ) : null}
      </ol>
      <details className={styles.more}>
        <summary>{about}</summary>
        <Excerpt text={JSON.stringify(payload, null, 2)} label={`${about} of ${exactTime(createdAt)}`} />
      </details>
    </li>
  )
}

const isTest = (payload: unknown): boolean => (payload as { data?: { test?: unknown } } | null)?.data?.test === true
