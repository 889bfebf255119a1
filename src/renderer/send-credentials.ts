import type { Binding } from '../shared/binding.ts'
import { applyPlan, lookForChanges } from './cloud-sync.ts'
import { notify } from './notify.tsx'
import { carriedOut, countPlan } from './screens/sync/plan-parts.ts'
import { goTo, paths } from './stores/route.ts'
import { tickCredentials, useSync } from './stores/sync.ts'
import { hostWords } from './words/sync.ts'

/**
 * Sends the credentials of one binding. Where anything else would move along nothing does yet: the screen of sync shows
 * the plan, with the credentials ticked.
 */
export async function sendCredentials({ uid, name }: Binding): Promise<void> {
  tickCredentials(uid, true)
  const { plan: before } = useSync.getState()
  await lookForChanges()
  const { plan } = useSync.getState()
  if (plan === null || plan === before || !isAllThatMoves(uid)) {
    const operation = plan?.operations.find(({ localUid }) => localUid === uid)
    goTo(paths.sync(operation?.id))
    return
  }
  await applyPlan(false)
  tell(name)
}

function isAllThatMoves(uid: string): boolean {
  const { plan, resolutions, sendCredentials } = useSync.getState()
  const operations = plan?.operations ?? []
  const isPlanned = operations.some(({ localUid }) => localUid === uid)
  return !isPlanned && sendCredentials.size === 1 && carriedOut(countPlan(operations, resolutions)) === 0
}

/** What went wrong is told at the screen of sync, with what to do. */
function tell(name: string): void {
  const { outcome, status } = useSync.getState()
  if (outcome?.kind !== 'applied' || outcome.result.failed.length > 0) goTo(paths.sync())
  else if (outcome.result.applied > 0) {
    const host = hostWords(status?.account?.baseUrl ?? '')
    notify({ kind: 'done', text: `Sent the credentials of “${name}” to ${host}.` })
  } else {
    const why = 'its source is at a private address, and the account does not let those go up'
    notify({ kind: 'failed', text: `The credentials of “${name}” were not sent: ${why}.` })
  }
}
