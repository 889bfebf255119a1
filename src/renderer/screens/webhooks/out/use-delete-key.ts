import { useEffect } from 'react'
import { takesText } from '../../../components/takes-text.ts'
import { isCovered } from '../../../components/use-escape.ts'
import { DELETE_KEYS } from '../../../shell/keys.ts'
import { useFarm } from '../../../stores/farm.ts'
import { useSubscriptions } from '../../../stores/subscriptions.ts'
import { askToDeleteSubscription } from './delete-subscription.tsx'

/** The key that deletes asks about the subscription that the focus is on in the list, or in what is open beside it. */
export function useDeleteKey(openUid: string | null): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target } = event
      const isPlain = DELETE_KEYS.includes(key) && !ctrlKey && !metaKey && !altKey
      if (!isPlain || event.defaultPrevented || isCovered() || takesText(target)) return
      const uid = uidAt(target, openUid)
      const found = useSubscriptions.getState().list.find((each) => each.uid === uid)
      if (!found || useFarm.getState().connection === 'lost') return
      event.preventDefault()
      askToDeleteSubscription(found)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [openUid])
}

function uidAt(target: EventTarget | null, openUid: string | null): string | null {
  if (!(target instanceof Element)) return null
  const row = target.closest<HTMLElement>('[data-subscription]')
  if (row) return row.dataset.subscription ?? null
  return target.closest('[data-detail]') ? openUid : null
}
