import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Subscription } from '../../../../shared/subscription.ts'
import { Icon } from '../../../components/icon.tsx'
import { useRoving } from '../../../components/use-roving.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import { paths } from '../../../stores/route.ts'
import { useSubscriptions } from '../../../stores/subscriptions.ts'
import { EVENT_WORDS, pendingWords, SUBSCRIPTION_WORDS } from '../../../words/webhook.ts'
import styles from '../webhooks-screen.module.css'
import { hostOf } from './target.ts'

export function SubscriptionList({ openUid, onNew }: { openUid: string | null; onNew(): void }) {
  const { list, isLoaded, fault } = useSubscriptions()
  const isOffline = useIsOffline()
  const ids = useMemo(() => list.map(({ uid }) => uid), [list])
  const show = (index: number) => document.getElementById(`open-${ids[index]}`)?.scrollIntoView({ block: 'nearest' })
  const { current, onKeyDown } = useRoving(ids, openUid, show)
  return (
    <section className={styles.list} aria-label="Subscriptions" data-pane>
      <div>
        <Button leftSection={<IconPlus className="icon" aria-hidden />} disabled={isOffline} onClick={onNew}>
          New subscription
        </Button>
      </div>
      {fault !== null ? <p role="alert">The subscriptions can’t be read. {fault}</p> : null}
      {!isLoaded && fault === null ? <p className="faint">Reading the subscriptions…</p> : null}
      <ul className={styles.rows} onKeyDown={onKeyDown}>
        {list.map((subscription) => (
          <li key={subscription.uid}>
            <SubscriptionRow
              subscription={subscription}
              isOpen={subscription.uid === openUid}
              isCurrent={subscription.uid === current}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface SubscriptionRowProps {
  subscription: Subscription
  isOpen: boolean
  isCurrent: boolean
}

function SubscriptionRow({ subscription, isOpen, isCurrent }: SubscriptionRowProps) {
  const { uid, event, targetUrl, status } = subscription
  const { word, tone } = SUBSCRIPTION_WORDS[status]
  const pending = pendingWords(subscription)
  return (
    <a
      id={`open-${uid}`}
      className={styles.row}
      data-subscription={uid}
      href={paths.webhooksOut(uid)}
      tabIndex={isCurrent ? 0 : -1}
      aria-current={isOpen ? 'true' : undefined}
      title={targetUrl}
    >
      <strong>{EVENT_WORDS[event].word}</strong>
      <span className={styles.sub}>to {hostOf(targetUrl)}</span>
      <span className={styles.sub}>
        <span className={styles.tone} data-tone={tone}>
          <Icon name={tone} />
          {word}
        </span>
        {pending === '' ? '' : `· ${pending}`}
      </span>
    </a>
  )
}
