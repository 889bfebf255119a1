import type { Subscription } from '../../../../shared/subscription.ts'
import { Icon } from '../../../components/icon.tsx'
import { TimeAgo } from '../../../components/time-ago.tsx'
import { useBindings } from '../../../stores/bindings.ts'
import { useClock } from '../../../stores/clock.ts'
import { useTemplates } from '../../../stores/templates.ts'
import {
  EVENT_WORDS,
  filterWords,
  PLATFORM_WORDS,
  pendingWords,
  SUBSCRIPTION_WORDS,
  waitingWords,
} from '../../../words/webhook.ts'
import styles from '../webhooks-screen.module.css'
import { DeliveryList } from './delivery-list.tsx'
import { SubscriptionActions } from './subscription-actions.tsx'

/** One subscription: how it is, what it sends where, and what was delivered. */
export function SubscriptionDetail({ subscription, onEdit }: { subscription: Subscription; onEdit(): void }) {
  const { status, event, targetUrl, platform, filters, createdAt } = subscription
  const { word, tone } = SUBSCRIPTION_WORDS[status]
  const pending = pendingWords(subscription)
  const name = useBindings(({ byUid }) => byUid[filters.bindingId ?? '']?.name)
  const template = useTemplates(({ byUid }) => byUid[filters.templateId ?? '']?.name)
  return (
    <>
      <p className={styles.tone} data-tone={tone}>
        <Icon name={tone} />
        <span>
          <strong>{word}</strong>
          {pending === '' ? '' : `, ${pending}`}
        </span>
      </p>
      <WhyStopped subscription={subscription} />
      <SubscriptionActions subscription={subscription} onEdit={onEdit} />
      <dl className="facts">
        <dt>Event</dt>
        <dd>
          {EVENT_WORDS[event].word} <code>{event}</code>
        </dd>
        <dt>Sent when</dt>
        <dd>
          {EVENT_WORDS[event].about}: {filterWords(filters, (uid) => (uid === filters.bindingId ? name : template))}
        </dd>
        <dt>To</dt>
        <dd className="breakable">
          <code>{targetUrl}</code>
        </dd>
        <dt>Receiver</dt>
        <dd>{PLATFORM_WORDS[platform]}</dd>
        <dt>Made</dt>
        <dd>
          <TimeAgo at={createdAt} />
        </dd>
      </dl>
      <DeliveryList key={subscription.uid} subscription={subscription} />
    </>
  )
}

function WhyStopped({ subscription }: { subscription: Subscription }) {
  const waits = useClock(({ now }) => waitingWords(subscription, now))
  const { status, reason } = subscription
  if (status !== 'failed') return null
  return (
    <section className="problem" aria-label="Why it stopped">
      <p>{reason ?? 'It stopped by itself'}.</p>
      <p>{waits} Mend the receiver, then resume: all that waits is sent.</p>
    </section>
  )
}
