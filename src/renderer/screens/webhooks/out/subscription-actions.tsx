import { Button } from '@mantine/core'
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconSend, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Subscription } from '../../../../shared/subscription.ts'
import { subscriptionsApi } from '../../../api/webhooks.ts'
import { BusyButton } from '../../../components/busy-button.tsx'
import { notify } from '../../../notify.tsx'
import { useIsOffline } from '../../../stores/farm.ts'
import { putSubscription } from '../../../stores/subscriptions.ts'
import { telling } from '../../../telling.ts'
import { duration } from '../../../words/time.ts'
import styles from '../webhooks-screen.module.css'
import { attemptWords } from './attempt-words.ts'
import { askToDeleteSubscription } from './delete-subscription.tsx'

/** What can be done with a subscription. */
export function SubscriptionActions({ subscription, onEdit }: { subscription: Subscription; onEdit(): void }) {
  const { uid, status } = subscription
  const isOffline = useIsOffline()
  const [isTesting, setTesting] = useState(false)
  const isActive = status === 'active'
  const turn = () =>
    telling(isActive ? 'Pausing' : 'Resuming', async () =>
      putSubscription(await (isActive ? subscriptionsApi.pause(uid) : subscriptionsApi.resume(uid))),
    )
  const test = async () => {
    setTesting(true)
    await telling('The test', () => sendTest(uid))
    setTesting(false)
  }
  const ActionIcon = isActive ? IconPlayerPause : IconPlayerPlay
  return (
    <div className={styles.buttons}>
      <BusyButton
        leftSection={<IconSend className="icon" aria-hidden />}
        disabled={isOffline}
        loading={isTesting}
        title="Send a sample of the event now; it is tried once"
        onClick={test}
      >
        Test
      </BusyButton>
      <Button
        leftSection={<ActionIcon className="icon" aria-hidden />}
        disabled={isOffline}
        title={isActive ? 'Keep what waits, and take no new events' : 'Send what waits, and go on'}
        onClick={turn}
      >
        {isActive ? 'Pause' : 'Resume'}
      </Button>
      <Button leftSection={<IconPencil className="icon" aria-hidden />} disabled={isOffline} onClick={onEdit}>
        Edit
      </Button>
      <Button
        leftSection={<IconTrash className="icon" aria-hidden />}
        disabled={isOffline}
        onClick={() => askToDeleteSubscription(subscription)}
      >
        Delete
      </Button>
    </div>
  )
}

async function sendTest(uid: string): Promise<void> {
  const { status, attempts } = await subscriptionsApi.test(uid)
  const last = attempts.at(-1)
  const said = last ? ` ${attemptWords(last)} It took ${duration(last.durationMs)}.` : ''
  if (status === 'delivered') notify({ kind: 'done', text: `The test was delivered.${said}` })
  else notify({ kind: 'failed', text: `The test was not delivered.${said}` })
}
