import { SegmentedControl } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { BusyButton } from '../../../components/busy-button.tsx'
import { MOD } from '../../../shell/keys.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import classes from '../editor.module.css'
import { editSource, useDraft } from '../editor-store.ts'
import { Pane } from '../pane.tsx'
import { runTest } from '../trial.ts'
import { useTrial } from '../trial-store.ts'
import { FixedSource } from './fixed-source.tsx'
import { HttpSource } from './http-source.tsx'
import type { SourceDraft } from './source-draft.ts'
import { TestResult } from './test-result.tsx'
import { WebhookSource } from './webhook-source.tsx'

const KINDS: { value: SourceDraft['type']; label: string }[] = [
  { value: 'http', label: 'HTTP' },
  { value: 'webhook', label: 'Webhook' },
  { value: 'static', label: 'Fixed data' },
]

/** Where the data comes from, and what it answers. */
export function SourcePane() {
  const type = useDraft(({ source }) => source.type)
  return (
    <Pane title="Source" actions={type === 'http' ? <TestButton /> : null}>
      <div className={classes.paneBody}>
        <SegmentedControl
          aria-label="Kind of source"
          fullWidth
          data={KINDS}
          value={type}
          onChange={(value) => editSource({ type: value as SourceDraft['type'] })}
        />
        {type === 'http' ? <HttpSource /> : type === 'webhook' ? <WebhookSource /> : <FixedSource />}
        {type === 'http' ? <TestResult /> : null}
      </div>
    </Pane>
  )
}

function TestButton() {
  const isTesting = useTrial(({ isTesting }) => isTesting)
  const isOffline = useIsOffline()
  const isEmpty = useDraft(({ source }) => source.url.trim() === '')
  return (
    <BusyButton
      leftSection={<IconPlayerPlay className="icon" aria-hidden />}
      title={`Test (${MOD} Enter)`}
      loading={isTesting}
      disabled={isOffline || isEmpty}
      onClick={() => void runTest()}
    >
      Test
    </BusyButton>
  )
}
