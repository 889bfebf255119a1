import { Button } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { bringBack } from '../../binding-actions.ts'
import { CloudFacts } from '../../components/cloud-facts.tsx'
import { HealthMark } from '../../components/health-mark.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { paths } from '../../stores/route.ts'
import { watchRuns } from '../../sync-stores.ts'
import { BindingActions } from './binding-actions.tsx'
import styles from './binding-detail.module.css'
import { DetailPicture } from './detail-picture.tsx'
import { DetailProblem } from './detail-problem.tsx'
import { DetailSettings } from './detail-settings.tsx'
import { RunsList } from './runs-list.tsx'
import { SendCredentials } from './send-credentials.tsx'
import { UrlCard } from './url-card.tsx'

/** One binding: its picture, its URL, how it is set, and its runs. */
export function BindingDetail({ uid }: { uid: string }) {
  const binding = useBindings(({ byUid }) => byUid[uid])
  useEffect(() => {
    // What can't be read now is read when the link to the farm stands again.
    watchRuns(uid).catch(() => {})
    return () => void watchRuns(null)
  }, [uid])
  if (!binding) return <GoneDetail uid={uid} />
  return (
    <Frame title={binding.name}>
      <HealthMark binding={binding} />
      <BindingActions binding={binding} />
      <DetailProblem binding={binding} />
      <DetailPicture binding={binding} />
      <UrlCard binding={binding} />
      <CloudFacts cloud={binding.cloud}>
        <SendCredentials binding={binding} />
      </CloudFacts>
      <DetailSettings binding={binding} />
      <RunsList />
      <a className={styles.more} href={paths.runs(uid)}>
        All its runs
      </a>
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <aside className="detail" data-pane aria-label={title}>
      <PanelHead title={title} list={{ label: 'All bindings', path: paths.bindings() }} />
      {children}
    </aside>
  )
}

function GoneDetail({ uid }: { uid: string }) {
  const isOffline = useIsOffline()
  return (
    <Frame title="There is no such binding">
      <p>It was deleted, or the address is not whole. For 30 days a deleted one can be brought back.</p>
      <div className="actions">
        <Button disabled={isOffline} onClick={() => void bringBack(uid)}>
          Bring it back
        </Button>
      </div>
    </Frame>
  )
}
