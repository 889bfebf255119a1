import { create } from 'zustand'
import type { Subscription } from '../../../../shared/subscription.ts'
import { subscriptionsApi } from '../../../api/webhooks.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { notify } from '../../../notify.tsx'
import { goTo, paths } from '../../../stores/route.ts'
import { dropSubscription, useSubscriptions } from '../../../stores/subscriptions.ts'
import { telling } from '../../../telling.ts'

const useAsked = create<{ asked: Subscription | null }>(() => ({ asked: null }))

export const askToDeleteSubscription = (asked: Subscription): void => useAsked.setState({ asked })

/** Asks before a subscription is deleted, wherever that was asked for. */
export function DeleteSubscription() {
  const asked = useAsked(({ asked }) => asked)
  const pending = asked?.pending ?? 0
  return (
    <ConfirmDialog
      isOpen={asked !== null}
      title="Delete this subscription?"
      text={
        pending > 0
          ? `What it still has to deliver (${pending.toLocaleString()}) is dropped. It can’t be brought back.`
          : 'It can’t be brought back; its secret and its log go with it.'
      }
      action="Delete"
      onClose={() => useAsked.setState({ asked: null })}
      onConfirm={() => asked && void remove(asked.uid)}
    />
  )
}

const remove = (uid: string): Promise<boolean> =>
  telling('Deleting', async () => {
    const next = neighbourOf(uid)
    await subscriptionsApi.remove(uid)
    dropSubscription(uid)
    goTo(paths.webhooksOut())
    notify({ kind: 'done', text: 'Deleted the subscription.' })
    // What had the focus is gone.
    requestAnimationFrame(() => focusOn(next))
  })

function neighbourOf(uid: string): string | undefined {
  const { list } = useSubscriptions.getState()
  const at = list.findIndex((each) => each.uid === uid)
  return (list[at + 1] ?? list[at - 1])?.uid
}

function focusOn(uid: string | undefined): void {
  const row = document.getElementById(`open-${uid}`)
  const place = row ?? document.querySelector<HTMLElement>('main h1')
  place?.focus()
}
