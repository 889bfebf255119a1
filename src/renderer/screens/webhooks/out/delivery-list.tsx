import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import type { Subscription } from '../../../../shared/subscription.ts'
import { subscriptionsApi } from '../../../api/webhooks.ts'
import { useLiveList } from '../../../components/use-live-list.ts'
import type { StreamEvent } from '../../../event-stream.ts'
import styles from '../webhooks-screen.module.css'
import { DeliveryEntry } from './delivery-entry.tsx'

const PAGE = 20
/** The farm gives no longer page. */
const MOST = 100

/** What was sent, newest first. */
export function DeliveryList({ subscription }: { subscription: Subscription }) {
  const { uid } = subscription
  const [limit, setLimit] = useState(PAGE)
  const read = useCallback(() => subscriptionsApi.deliveries(uid, 1, limit), [uid, limit])
  const concerns = useCallback(
    ({ type, data }: StreamEvent) =>
      (type === 'delivery.attempted' || type === 'subscription.changed') &&
      JSON.parse(data).data.subscriptionId === uid,
    [uid],
  )
  const { list: found, fault, reload } = useLiveList(read, concerns)
  const hasMore = found !== null && found.pagination.total > found.deliveries.length && limit < MOST
  return (
    <section className="block" aria-label="Deliveries">
      <h3>Deliveries</h3>
      {fault !== null ? (
        <p role="alert">
          The deliveries can’t be read. {fault} <Button onClick={reload}>Try again</Button>
        </p>
      ) : null}
      {found === null && fault === null ? <p className="faint">Reading the deliveries…</p> : null}
      {found?.deliveries.length === 0 ? <p className="faint">Nothing was sent yet. Test sends a sample.</p> : null}
      <ol className={styles.entries}>
        {found?.deliveries.map((delivery) => (
          <DeliveryEntry key={delivery.id} delivery={delivery} subscription={subscription} onChange={reload} />
        ))}
      </ol>
      {hasMore ? (
        <div>
          <Button onClick={() => setLimit(Math.min(MOST, limit + 2 * PAGE))}>Show older ones</Button>
        </div>
      ) : null}
    </section>
  )
}
