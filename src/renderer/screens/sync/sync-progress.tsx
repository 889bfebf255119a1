import { Progress } from '@mantine/core'
import { useSync } from '../../stores/sync.ts'
import { progressWords } from '../../words/sync.ts'
import styles from './plan-head.module.css'
import { useBusy } from './use-busy.ts'

const DOING = { plan: 'Reading both sides', apply: 'Syncing', undo: 'Taking back' } as const

/** How far it is. Those who listen are told at each quarter, not at each object. */
export function SyncProgress() {
  const busy = useBusy()
  const progress = useSync(({ status }) => status?.progress ?? null)
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : null
  return (
    <>
      <p role="status" className="visually-hidden">
        {busy === null ? '' : `${DOING[busy]}${share === null ? '' : `, ${25 * Math.floor(4 * share)} %`}`}
      </p>
      {busy === null ? null : (
        <div className={styles.progress}>
          <Progress
            aria-label={DOING[busy]}
            value={share === null ? 100 : 100 * share}
            animated={share === null}
            striped={share === null}
          />
          <p>
            {DOING[busy]}
            {progress ? ` · ${progressWords(progress)}` : '…'}
          </p>
        </div>
      )}
    </>
  )
}
