import type { EventType } from '../../shared/events.ts'
import type { Json } from '../../shared/json.ts'
import {
  type Delivery,
  FAILED_TAKES_EVENTS_MS,
  type Subscription,
  type SubscriptionFilters,
} from '../../shared/subscription.ts'
import type { Refusal } from '../../shared/webhook-call.ts'
import type { HealthTone } from './health.ts'
import { plannedTime } from './time.ts'

export const REFUSAL_WORDS: Record<Refusal, string> = {
  signature: 'its signature is missing or wrong',
  paused: 'the binding was paused',
  rate: 'too many calls in a minute',
  too_large: 'it was larger than 1 MiB',
  not_json: 'it was not JSON',
}

export const EVENT_WORDS: Record<EventType, { word: string; about: string }> = {
  'binding.updated': { word: 'Binding refreshed', about: 'After every successful refresh' },
  'binding.failed': { word: 'Binding failed', about: 'After every refresh that failed' },
  'render.completed': { word: 'Picture drawn', about: 'When a picture was drawn, for a binding or by the API' },
  'render.failed': { word: 'Drawing failed', about: 'When a page could not be composed or drawn' },
}
export const EVENTS = Object.keys(EVENT_WORDS) as EventType[]

export const PLATFORM_WORDS: Record<Subscription['platform'], string> = {
  custom: 'Own receiver',
  zapier: 'Zapier',
  make: 'Make',
  n8n: 'n8n',
  pipedream: 'Pipedream',
}
export const PLATFORMS = Object.keys(PLATFORM_WORDS) as Subscription['platform'][]

/** How a subscription is, in a word. */
export const SUBSCRIPTION_WORDS: Record<Subscription['status'], { word: string; tone: HealthTone }> = {
  active: { word: 'Active', tone: 'good' },
  paused: { word: 'Paused', tone: 'idle' },
  failed: { word: 'Stopped', tone: 'bad' },
}

/** What becomes of events while a subscription has failed. */
export function waitingWords({ pending, updatedAt }: Pick<Subscription, 'pending' | 'updatedAt'>, now: number): string {
  const until = Date.parse(updatedAt) + FAILED_TAKES_EVENTS_MS
  const isOver = now >= until
  if (pending === 0) return isOver ? 'New events no longer wait.' : `New events wait, until ${plannedTime(until, now)}.`
  return isOver
    ? 'What waits is kept, and new events no longer join it.'
    : `What waits is kept, and new events join it until ${plannedTime(until, now)}.`
}

export const DELIVERY_WORDS: Record<Delivery['status'], { word: string; tone: HealthTone }> = {
  pending: { word: 'Waiting', tone: 'busy' },
  delivered: { word: 'Delivered', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
}

/** How many deliveries wait, in words: "3 to be sent", or nothing. */
export const pendingWords = ({ pending, status }: Pick<Subscription, 'pending' | 'status'>): string => {
  if (pending === 0) return ''
  return status === 'active' ? `${pending.toLocaleString()} to be sent` : `${pending.toLocaleString()} held back`
}

/** Which events are let through. @param names of templates and bindings, by uid */
export function filterWords(filters: SubscriptionFilters, names: (uid: string) => string | undefined): string {
  const { bindingId, templateId, type, changed } = filters
  const parts = [
    ...(bindingId !== undefined ? [`of “${names(bindingId) ?? bindingId}”`] : []),
    ...(templateId !== undefined ? [`drawn by “${names(templateId) ?? templateId}”`] : []),
    ...(type !== undefined ? [type === 'pdf' ? 'PDFs only' : 'pictures only'] : []),
    ...(changed !== undefined ? [changed ? 'only when the picture changed' : 'only when the picture stayed'] : []),
  ]
  return parts.length === 0 ? 'all of them' : parts.join(', ')
}

/** Whether an event's data has that member, so that a filter by it makes sense. */
export const isFilterOf = (event: EventType, member: keyof SubscriptionFilters): boolean => {
  if (member === 'type') return event.startsWith('render.')
  if (member === 'changed') return event.startsWith('binding.')
  return true
}

/** A call of a webhook with a sample of its data, ready for a shell. With a secret it is signed as the farm wants it. */
export function curlOf(webhookUrl: string, isSigned: boolean, sample: Json): string {
  const body = `'${JSON.stringify(sample).replaceAll("'", "'\\''")}'`
  const call = (data: string, more = '') =>
    `curl -X POST '${webhookUrl}' \\\n  -H 'Content-Type: application/json'${more} \\\n  -d ${data}`
  if (!isSigned) return call(body)
  const sign = `SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')`
  return [
    `SECRET='the signing secret'`,
    `BODY=${body}`,
    sign,
    call('"$BODY"', ` \\\n  -H "X-Webhook-Signature: sha256=$SIGNATURE"`),
  ].join('\n')
}
