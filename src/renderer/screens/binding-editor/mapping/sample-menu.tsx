import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconClipboard, IconHistory, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { TimeAgo } from '../../../components/time-ago.tsx'
import { notify } from '../../../notify.tsx'
import { useIsOffline } from '../../../stores/farm.ts'
import { useDraft, useEditor } from '../editor-store.ts'
import { loadLast, runTest } from '../trial.ts'
import { type Sample, useTrial } from '../trial-store.ts'
import { PasteSample } from './paste-sample.tsx'
import classes from './sample-menu.module.css'

const ORIGINS: Record<Sample['origin'], string> = {
  live: 'Live',
  last: 'Last run',
  webhook: 'Last webhook',
  fixed: 'Fixed data',
  pasted: 'Pasted',
}

/** Which data is looked at, and how to look at other. */
export function SampleMenu() {
  const sample = useTrial(({ sample }) => sample)
  const uid = useEditor(({ uid }) => uid)
  const type = useDraft(({ source }) => source.type)
  const isOffline = useIsOffline()
  const [isPasting, setPasting] = useState(false)
  const last = async () => {
    if (uid !== null && !(await loadLast(uid))) notify({ kind: 'failed', text: 'There is no data of an earlier run.' })
  }
  if (type === 'static') return null
  return (
    <div className={classes.bar}>
      {sample?.at ? (
        <span className="faint">
          <TimeAgo at={sample.at} />
        </span>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" color="gray" rightSection={<IconChevronDown className="icon" aria-hidden />}>
            {sample ? ORIGINS[sample.origin] : 'Sample'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {type === 'http' ? (
            <Menu.Item
              leftSection={<IconPlayerPlay className="icon" aria-hidden />}
              disabled={isOffline}
              onClick={() => void runTest()}
            >
              Live: test now
            </Menu.Item>
          ) : null}
          <Menu.Item
            leftSection={<IconHistory className="icon" aria-hidden />}
            disabled={uid === null || isOffline}
            onClick={() => void last()}
          >
            {type === 'webhook' ? 'Last webhook' : 'Last run'}
          </Menu.Item>
          <Menu.Item leftSection={<IconClipboard className="icon" aria-hidden />} onClick={() => setPasting(true)}>
            Paste…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isPasting ? <PasteSample onClose={() => setPasting(false)} /> : null}
    </div>
  )
}
