import { useState } from 'react'
import type { Subscription } from '../../../../shared/subscription.ts'
import { EmptyList } from '../../../components/empty-list.tsx'
import { SecretDialog } from '../../../components/secret-dialog.tsx'
import { useIsOffline } from '../../../stores/farm.ts'
import { goTo, paths, useLeaving } from '../../../stores/route.ts'
import { putSubscription, useSubscriptions } from '../../../stores/subscriptions.ts'
import { DetailPane, NothingOpen } from '../detail-pane.tsx'
import { DeleteSubscription } from './delete-subscription.tsx'
import { SubscriptionDetail } from './subscription-detail.tsx'
import { SubscriptionForm } from './subscription-form.tsx'
import { SubscriptionList } from './subscription-list.tsx'
import { useLiveSubscriptions } from './sync-subscriptions.ts'
import { hostOf } from './target.ts'
import { useDeleteKey } from './use-delete-key.ts'

const ABOUT =
  'A subscription sends an event to a URL of yours, signed, and tries again for a day and more when it does not arrive.'
const BACK = { label: 'All subscriptions', path: paths.webhooksOut() }

/** Where events go. */
export function WebhooksOut({ uid }: { uid: string | null }) {
  useLiveSubscriptions()
  useDeleteKey(uid)
  const isOffline = useIsOffline()
  const isEmpty = useSubscriptions(({ list, isLoaded, fault }) => isLoaded && list.length === 0 && fault === null)
  const [editing, setEditing] = useState<Subscription | 'new' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const takeSaved = ({ secret, ...saved }: Subscription) => {
    putSubscription(saved)
    useLeaving.setState({ unsaved: null })
    setEditing(null)
    if (secret !== undefined) setSecret(secret)
    goTo(paths.webhooksOut(saved.uid))
  }
  return (
    <>
      {isEmpty && uid === null ? (
        <EmptyList about={ABOUT} first="New subscription" isDisabled={isOffline} onBegin={() => setEditing('new')} />
      ) : (
        <>
          <SubscriptionList openUid={uid} onNew={() => setEditing('new')} />
          <OpenSubscription uid={uid} onEdit={setEditing} />
        </>
      )}
      <SubscriptionForm editing={editing} onClose={() => setEditing(null)} onSaved={takeSaved} />
      <DeleteSubscription />
      <SecretDialog
        title="The signing secret"
        secret={secret}
        about="Every delivery carries X-Pictify-Signature, made with this secret; the receiver checks it by that."
        onClose={() => setSecret(null)}
      />
    </>
  )
}

interface OpenSubscriptionProps {
  uid: string | null
  onEdit(subscription: Subscription): void
}

function OpenSubscription({ uid, onEdit }: OpenSubscriptionProps) {
  const subscription = useSubscriptions(({ list }) => list.find((each) => each.uid === uid))
  const isLoaded = useSubscriptions(({ isLoaded }) => isLoaded)
  if (uid === null) return <NothingOpen>{ABOUT} Choose one to see what was delivered.</NothingOpen>
  if (subscription) {
    return (
      <DetailPane key={uid} title={hostOf(subscription.targetUrl)} back={BACK}>
        <SubscriptionDetail subscription={subscription} onEdit={() => onEdit(subscription)} />
      </DetailPane>
    )
  }
  if (!isLoaded) return null
  return (
    <DetailPane title="There is no such subscription" back={BACK}>
      <p>It was deleted, or the address is not whole.</p>
    </DetailPane>
  )
}
