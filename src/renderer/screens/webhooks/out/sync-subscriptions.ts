import { useEffect } from 'react'
import { subscriptionsApi } from '../../../api/webhooks.ts'
import { useLiveList } from '../../../components/use-live-list.ts'
import type { StreamEvent } from '../../../event-stream.ts'
import { useSubscriptions } from '../../../stores/subscriptions.ts'

const concerns = ({ type }: StreamEvent): boolean => type === 'subscription.changed' || type === 'delivery.attempted'

/** Keeps the subscriptions as the farm has them, for as long as the screen stands. */
export function useLiveSubscriptions(): void {
  const { list, fault } = useLiveList(subscriptionsApi.all, concerns)
  useEffect(() => {
    if (list !== null) useSubscriptions.setState({ list, isLoaded: true })
  }, [list])
  useEffect(() => useSubscriptions.setState({ fault }), [fault])
}
