import { Button, Slider } from '@mantine/core'
import { type CSSProperties, useState } from 'react'
import { Icon } from '../../../components/icon.tsx'
import { pictureSource } from '../../../components/thumbnail.tsx'
import { useBindings } from '../../../stores/bindings.ts'
import { useTemplates } from '../../../stores/templates.ts'
import { bytes } from '../../../words/time.ts'
import { useDraft, useEditor } from '../editor-store.ts'
import { useTrial } from '../trial-store.ts'
import classes from './preview.module.css'

export type Zoom = 'fit' | '1' | '2'

/** The exact picture. While the next is drawn, or can't be, the one before stays. */
export function PreviewImage({ zoom }: { zoom: Zoom }) {
  const picture = useTrial(({ picture }) => picture)
  const isDrawing = useTrial(({ isDrawing }) => isDrawing)
  const sample = useTrial(({ sample }) => sample)
  const scale = useDraft(({ outputConfig }) => outputConfig.deviceScaleFactor)
  const format = useDraft(({ outputConfig }) => outputConfig.format)
  const [share, setShare] = useState<number | null>(null)
  const published = usePublished()
  if (picture === null) return <NoPicture isDrawing={isDrawing} />
  const isComparing = share !== null && published !== null
  // Device pixels over the scale are the size that it is shown at elsewhere.
  const width = zoom === 'fit' ? undefined : (picture.width / scale) * Number(zoom)
  return (
    <figure className={classes.figure} aria-busy={isDrawing}>
      <section
        className={classes.frame}
        data-zoom={zoom}
        tabIndex={zoom === 'fit' ? undefined : 0}
        aria-label="Picture"
      >
        <div className={classes.sheet} style={{ width, '--share': `${share ?? 0}%` } as CSSProperties}>
          <img className={classes.now} src={picture.dataUrl} alt="What would be drawn now" />
          {isComparing ? <img className={classes.published} src={published} alt="What is published now" /> : null}
        </div>
      </section>
      {isComparing ? (
        <div className={classes.compare}>
          <span>Published</span>
          <Slider
            aria-label="How much of the published picture is shown"
            thumbLabel="How much of the published picture is shown"
            label={(value) => `${value} %`}
            size="sm"
            value={share}
            onChange={setShare}
          />
          <span>Now</span>
        </div>
      ) : null}
      <figcaption className={classes.caption}>
        <span role="status">
          {isDrawing
            ? 'Drawing…'
            : `${picture.width} × ${picture.height}, ${format.toUpperCase()}, ${bytes(sizeOf(picture.dataUrl))}`}
          {sample === null && !isDrawing ? '; with no data yet' : ''}
          {format === 'pdf' && !isDrawing ? ' (shown as PNG)' : ''}
        </span>
        {published ? (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-pressed={isComparing}
            onClick={() => setShare(isComparing ? null : 50)}
          >
            {isComparing ? 'Stop comparing' : 'Compare with published'}
          </Button>
        ) : null}
      </figcaption>
      <DrawFault />
    </figure>
  )
}

/** As large as the picture that is awaited, so that nothing below it moves when it comes. */
function NoPicture({ isDrawing }: { isDrawing: boolean }) {
  const templateId = useDraft(({ templateId }) => templateId)
  const output = useDraft(({ outputConfig }) => outputConfig)
  const template = useTemplates(({ byUid }) => byUid[templateId])
  const { width = template?.width, height = template?.height } = output
  const size =
    width && height ? { '--ratio': `${width} / ${height}`, '--height': `${height * output.deviceScaleFactor}px` } : {}
  return (
    <figure className={classes.figure}>
      <div className={classes.empty} style={size as CSSProperties}>
        {isDrawing ? 'Drawing…' : 'The picture is drawn here.'}
      </div>
      <figcaption className={classes.caption} />
      <DrawFault />
    </figure>
  )
}

/** Bytes of a data URL's content. */
const sizeOf = (dataUrl: string): number => Math.floor(((dataUrl.length - dataUrl.indexOf(',') - 1) * 3) / 4)

/** Where the last published picture is; null where there is none. */
function usePublished(): string | null {
  const uid = useEditor(({ uid }) => uid)
  return useBindings(({ byUid }) => {
    const binding = uid === null ? undefined : byUid[uid]
    return binding?.lastRenderedAt ? pictureSource(binding) : null
  })
}

function DrawFault() {
  const fault = useTrial(({ drawFault }) => drawFault)
  const hasPicture = useTrial(({ picture }) => picture !== null)
  if (fault === null) return null
  return (
    <div className={classes.fault} role="status">
      <p className={classes.faultTitle}>
        <Icon name="bad" />
        <strong>{fault.title}</strong>
      </p>
      <p className="breakable">{fault.text}</p>
      {hasPicture ? <p className="faint">The picture above is from before.</p> : null}
    </div>
  )
}
