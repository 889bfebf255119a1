import { create } from 'zustand'
import type { Subscription } from '../../shared/subscription.ts'

export interface SubscriptionsState {
  /** Newest first, as the farm lists them. */
  list: readonly Subscription[]
  isLoaded: boolean
  /** Why they can't be read, in the farm's words. */
  fault: string | null
}

/** The outgoing webhooks. */
export const useSubscriptions = create<SubscriptionsState>(() => ({ list: [], isLoaded: false, fault: null }))

export function putSubscription(subscription: Subscription): void {
  const { list } = useSubscriptions.getState()
  const isKnown = list.some(({ uid }) => uid === subscription.uid)
  const next = isKnown
    ? list.map((each) => (each.uid === subscription.uid ? subscription : each))
    : [subscription, ...list]
  useSubscriptions.setState({ list: next })
}

export function dropSubscription(uid: string): void {
  useSubscriptions.setState(({ list }) => ({ list: list.filter((each) => each.uid !== uid) }))
}
