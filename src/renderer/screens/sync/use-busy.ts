import { useIsOffline } from '../../stores/farm.ts'
import { useSync } from '../../stores/sync.ts'

/** What goes on, whoever asked for it; one sync goes on at a time. */
export function useBusy(): 'plan' | 'apply' | 'undo' | null {
  const asked = useSync(({ asked }) => asked)
  const state = useSync(({ status }) => status?.state)
  if (asked !== null) return asked
  if (state === 'planning') return 'plan'
  return state === 'applying' ? 'apply' : null
}

/** Whether nothing can be asked for now. */
export function useIsBlocked(): boolean {
  const isBusy = useBusy() !== null
  const isOffline = useIsOffline()
  return isBusy || isOffline
}
