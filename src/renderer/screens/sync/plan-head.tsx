import { Button, Checkbox } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useState } from 'react'
import type { SyncPlan } from '../../../shared/sync.ts'
import { applyPlan } from '../../cloud-sync.ts'
import { Caution } from '../../components/caution.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { tickCredentials, useSync, useSyncStatus } from '../../stores/sync.ts'
import { counted } from '../../words/number.ts'
import { hostWords, pendingWords, planSentences } from '../../words/sync.ts'
import { cautionsOf } from './cautions.ts'
import { DeleteManyDialog } from './delete-many-dialog.tsx'
import { deletionsOf, wantsAsking } from './deletions.ts'
import styles from './plan-head.module.css'
import { carriedOut, countPlan, sentAlone } from './plan-parts.ts'
import { useBusy, useIsBlocked } from './use-busy.ts'

/** What would move, in sentences, before anything does; and what makes it move. */
export function PlanHead() {
  const plan = useSync(({ plan }) => plan)
  const hasOutcome = useSync(({ outcome }) => outcome !== null)
  const busy = useBusy()
  if (plan !== null) return <Head plan={plan} />
  return busy === null && !hasOutcome ? <NoPlan /> : null
}

function NoPlan() {
  const status = useSyncStatus()
  if (!status?.account) return null
  const { conflicts } = status
  const pending = pendingWords(status)
  const decidable = conflicts > 0 ? [`${counted(conflicts, 'conflict')} to decide.`] : []
  const changed = pending
    ? `Changed here since the last sync: ${pending}.`
    : `Nothing ${conflicts > 0 ? 'else ' : ''}was changed here since the last sync.`
  return (
    <div className="empty">
      <p>{[...decidable, changed].join(' ')}</p>
      <p>Looking reads both sides and says what would move. Nothing moves until you say so.</p>
    </div>
  )
}

function Head({ plan }: { plan: SyncPlan }) {
  const baseUrl = useSync(({ status }) => status?.account?.baseUrl ?? '')
  const resolutions = useSync(({ resolutions }) => resolutions)
  const isRest = useSync(({ isRest }) => isRest)
  const [isAsking, setAsking] = useState(false)
  const isBlocked = useIsBlocked()
  const host = hostWords(baseUrl)
  const ticked = useSync(({ sendCredentials }) => sendCredentials)
  const alone = sentAlone(plan.operations, ticked)
  const counts = countPlan(plan.operations, resolutions)
  const changes = carriedOut(counts) + alone.length
  const { there, here, rest } = planSentences(counts, host)
  const hasNothing = carriedOut(counts) === 0 && counts.open === 0
  // What came of it says so already.
  if (hasNothing && alone.length === 0 && isRest) return null
  const sync = () => (wantsAsking(plan, resolutions) ? setAsking(true) : void applyPlan(false))
  return (
    <div className={styles.head}>
      <div role="status" className={styles.sentences}>
        {hasNothing ? (
          <p className={styles.sentence}>
            Nothing {alone.length > 0 ? 'else ' : ''}to sync{counts.heldBack > 0 ? '' : ': both sides are alike'}.
          </p>
        ) : (
          <>
            <p className={styles.sentence}>{there}</p>
            <p className={styles.sentence}>{here}</p>
          </>
        )}
        {rest ? <p>{rest}</p> : null}
      </div>
      {cautionsOf(plan, host).map((caution) => (
        <Caution key={caution} text={caution} />
      ))}
      <SendAll plan={plan} host={host} />
      {alone.map((uid) => (
        <SendAlone key={uid} uid={uid} />
      ))}
      {changes > 0 ? (
        <Button
          variant="filled"
          leftSection={<IconArrowsExchange className="icon" aria-hidden />}
          disabled={isBlocked}
          onClick={sync}
        >
          Sync {counted(changes, 'change')}
        </Button>
      ) : null}
      <DeleteManyDialog
        isOpen={isAsking}
        deletions={deletionsOf(plan.operations, resolutions)}
        host={host}
        onClose={() => setAsking(false)}
        onConfirm={() => void applyPlan(true)}
      />
    </div>
  )
}

/** All credentials at once; each can be ticked by itself too. */
function SendAll({ plan, host }: { plan: SyncPlan; host: string }) {
  const sent = useSync(({ sendCredentials }) => sendCredentials)
  const uids = plan.operations.flatMap(({ hasCredentials, localUid }) => (hasCredentials && localUid ? [localUid] : []))
  if (uids.length === 0) return null
  const ticked = uids.filter((uid) => sent.has(uid)).length
  return (
    <Checkbox
      label={`Send the credentials of ${counted(uids.length, 'binding')} along`}
      description={`They stay on this machine unless you tick this. ${host} does not show them to anybody again.`}
      checked={ticked === uids.length}
      indeterminate={ticked > 0 && ticked < uids.length}
      onChange={({ currentTarget }) => {
        for (const uid of uids) tickCredentials(uid, currentTarget.checked)
      }}
    />
  )
}

/** What was ticked of a binding at its own page. */
function SendAlone({ uid }: { uid: string }) {
  const name = useBindings(({ byUid }) => byUid[uid]?.name)
  if (name === undefined) return null
  return (
    <Checkbox
      label={`Send the credentials of “${name}”`}
      description="Nothing else of it has changed."
      checked
      onChange={() => tickCredentials(uid, false)}
    />
  )
}
