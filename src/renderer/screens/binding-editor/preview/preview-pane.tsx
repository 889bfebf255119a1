import { SegmentedControl, Tabs } from '@mantine/core'
import { useEffect, useState } from 'react'
import { UrlForms } from '../../../components/url-forms.tsx'
import editor from '../editor.module.css'
import { useEditor } from '../editor-store.ts'
import { Pane } from '../pane.tsx'
import { useTrial } from '../trial-store.ts'
import { OutputFields } from './output-fields.tsx'
import classes from './preview.module.css'
import { PreviewImage, type Zoom } from './preview-image.tsx'
import { RefreshFields } from './refresh-fields.tsx'

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

/** A fault in one of them brings it in sight, and the first save the URL that it has made. */
function Settings() {
  const binding = useEditor(({ binding }) => binding)
  const fault = useEditor(({ faults }) => faults.find(({ field }) => tabOf(field) !== null))
  const isSaved = binding !== null
  const [chosen, choose] = useState({ tab: 'refresh', isSaved })
  const tab = chosen.isSaved === isSaved ? chosen.tab : 'url'
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it was seen one goes where one likes
  useEffect(() => {
    if (fault) choose({ tab: tabOf(fault.field) ?? tab, isSaved })
  }, [fault])
  return (
    <Tabs value={tab} onChange={(value) => choose({ tab: value ?? 'refresh', isSaved })}>
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
        {binding ? (
          <div className={classes.fields}>
            <UrlForms binding={binding} />
          </div>
        ) : (
          <p className={editor.hint}>The URL is made when you save, and never changes after that.</p>
        )}
      </Tabs.Panel>
    </Tabs>
  )
}

/** Where a member is edited; null where that is in another pane. */
function tabOf(field: string): 'refresh' | 'output' | null {
  if (field.startsWith('refreshPolicy')) return 'refresh'
  return field.startsWith('outputConfig') ? 'output' : null
}
