import { SegmentedControl, Tabs } from '@mantine/core'
import { useState } from 'react'
import editor from '../editor.module.css'
import { useEditor } from '../editor-store.ts'
import { Pane } from '../pane.tsx'
import { useTrial } from '../trial-store.ts'
import { OutputFields } from './output-fields.tsx'
import { PreviewImage, type Zoom } from './preview-image.tsx'
import { RefreshFields } from './refresh-fields.tsx'
import { UrlForms } from './url-card.tsx'

const ZOOMS: { value: Zoom; label: string }[] = [
  { value: 'fit', label: 'Fit' },
  { value: '1', label: '100 %' },
  { value: '2', label: '200 %' },
]

/** The picture as it will be, and below it when and how it is drawn and where it is to be had. */
export function PreviewPane() {
  const [zoom, setZoom] = useState<Zoom>('fit')
  const isThere = useTrial(({ picture }) => picture !== null)
  return (
    <Pane
      title="Preview"
      actions={
        isThere ? (
          <SegmentedControl aria-label="Zoom" data={ZOOMS} value={zoom} onChange={(value) => setZoom(value as Zoom)} />
        ) : null
      }
    >
      <div className={editor.paneBody}>
        <PreviewImage zoom={zoom} />
        <Settings />
      </div>
    </Pane>
  )
}

/** A fault in one of them brings it in sight. */
function Settings() {
  const isSaved = useEditor(({ binding }) => binding !== null)
  const hasOutputFault = useEditor(({ faults }) => faults.some(({ field }) => field.startsWith('outputConfig')))
  const [chosen, setChosen] = useState('refresh')
  return (
    <Tabs value={hasOutputFault ? 'output' : chosen} onChange={(value) => setChosen(value ?? 'refresh')}>
      <Tabs.List mb="md">
        <Tabs.Tab value="refresh">Refresh</Tabs.Tab>
        <Tabs.Tab value="output">Output</Tabs.Tab>
        <Tabs.Tab value="url">URL</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="refresh">
        <RefreshFields />
      </Tabs.Panel>
      <Tabs.Panel value="output">
        <OutputFields />
      </Tabs.Panel>
      <Tabs.Panel value="url">
        {isSaved ? (
          <UrlForms />
        ) : (
          <p className={editor.hint}>The URL is made when you save, and never changes after that.</p>
        )}
      </Tabs.Panel>
    </Tabs>
  )
}
