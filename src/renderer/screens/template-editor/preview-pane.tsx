import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconGrid4x4, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import type { Preview } from '../../api/templates.ts'
import { goOnFromHeading } from '../../components/go-on-from-heading.ts'
import { MOD } from '../../shell/keys.ts'
import { duration } from '../../words/time.ts'
import { showWith } from './editor-store.ts'
import classes from './preview-pane.module.css'
import { sizeWords } from './size-presets.ts'
import { type DrawnPreview, usePreview } from './use-preview.ts'
import type { Settled } from './use-settled.ts'

const ZOOMS = [
  { value: 'fit', label: 'Fit' },
  { value: '0.5', label: '50 %' },
  { value: '1', label: '100 %' },
  { value: '2', label: '200 %' },
]

/** The picture as Chromium draws it, of the sample values or of a binding's data. */
export function PreviewPane() {
  const [zoom, setZoom] = useState('fit')
  const [isChecked, setChecked] = useState(true)
  const [drawn, setDrawn] = useState(0)
  const { preview, binding } = usePreview(drawn)
  useHotkeys([['mod+Enter', () => setDrawn((count) => count + 1)]], [], true)
  return (
    <section className={classes.preview} aria-label="Preview">
      <header className={classes.bar}>
        <h2>Preview</h2>
        <PreviewState preview={preview} />
        <SegmentedControl aria-label="Zoom" data={ZOOMS} value={zoom} onChange={setZoom} />
        <ActionIcon
          aria-label="Show transparency as squares"
          title="Show transparency as squares"
          aria-pressed={isChecked}
          variant={isChecked ? 'light' : 'subtle'}
          color={isChecked ? 'accent' : 'gray'}
          onClick={() => setChecked(!isChecked)}
        >
          <IconGrid4x4 className="icon" />
        </ActionIcon>
        <ActionIcon
          aria-label="Draw again"
          title={`Draw again (${MOD} Enter)`}
          onClick={() => setDrawn((count) => count + 1)}
        >
          <IconRefresh className="icon" />
        </ActionIcon>
      </header>
      {binding ? <ShownWith binding={binding} /> : null}
      {preview.error ? <Fault error={preview.error} hasPicture={preview.answer !== null} /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes.stage} data-pane tabIndex={0} aria-label="Picture">
        <Picture preview={preview} zoom={zoom} isChecked={isChecked} />
      </section>
    </section>
  )
}

function PreviewState({ preview: { answer, isAsking } }: { preview: Settled<Preview> }) {
  const words = answer ? `${sizeWords(answer)}, ${duration(answer.totalMs)}` : ''
  return (
    <span className={classes.state} role="status" title={words}>
      {isAsking ? 'Drawing…' : words}
    </span>
  )
}

function ShownWith({ binding: { name } }: { binding: Binding }) {
  return (
    <div className={classes.with}>
      <p role="status">
        With the last data of <strong dir="auto">{name}</strong>
      </p>
      <Button onClick={goOnFromHeading(() => showWith(null))}>Back to the samples</Button>
    </div>
  )
}

interface PictureProps {
  preview: Settled<DrawnPreview>
  zoom: string
  isChecked: boolean
}

function Picture({ preview, zoom, isChecked }: PictureProps) {
  const { answer, error } = preview
  if (!answer) return <p className="faint">{error ? 'There is no picture yet.' : 'Drawing…'}</p>
  const { drawnWith } = answer
  const scale = zoom === 'fit' ? null : Number(zoom)
  return (
    <img
      className={scale === null ? `${classes.picture} ${classes.fit}` : classes.picture}
      data-checked={isChecked || undefined}
      src={answer.dataUrl}
      alt={drawnWith ? `The template with the data of ${drawnWith.name}` : 'The template with its sample values'}
      width={scale === null ? answer.width : answer.width * scale}
      height={scale === null ? answer.height : answer.height * scale}
    />
  )
}

const Fault = ({ error, hasPicture }: { error: Error; hasPicture: boolean }) => (
  <p className={classes.fault}>
    <strong>It can’t be drawn.</strong> {error.message.replace(/[^.]$/, '$&.')}
    {hasPicture ? ' Below is the last picture that could.' : ''}
  </p>
)
