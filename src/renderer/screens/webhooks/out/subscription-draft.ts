import type { EventType } from '../../../../shared/events.ts'
import type { Subscription, SubscriptionFilters } from '../../../../shared/subscription.ts'
import { isFilterOf } from '../../../words/webhook.ts'

/** A subscription as it is being written. */
export type Draft = Pick<Subscription, 'event' | 'targetUrl' | 'platform'> & {
  filters: { [Member in keyof SubscriptionFilters]-?: NonNullable<SubscriptionFilters[Member]> | null }
}

const NEW: Pick<Subscription, 'event' | 'targetUrl' | 'platform' | 'filters'> = {
  event: 'binding.updated',
  targetUrl: '',
  platform: 'custom',
  filters: {},
}

export function draftOf(subscription: Subscription | null): Draft {
  const { event, targetUrl, platform, filters } = subscription ?? NEW
  const { bindingId = null, templateId = null, type = null, changed = null } = filters
  return { event, targetUrl, platform, filters: { bindingId, templateId, type, changed } }
}

/** What is sent: the filters that are set and that the event knows. */
export function requestOf({ event, targetUrl, platform, filters }: Draft) {
  const given = Object.entries(filters).filter(
    ([name, value]) => value !== null && isFilterOf(event as EventType, name as keyof SubscriptionFilters),
  )
  return { event, targetUrl: targetUrl.trim(), platform, filters: Object.fromEntries(given) as SubscriptionFilters }
}

/** Whether two drafts ask for the same. */
export const isSame = (a: Draft, b: Draft): boolean => JSON.stringify(requestOf(a)) === JSON.stringify(requestOf(b))
