import { NumberInput, Select } from '@mantine/core'
import type { OutputConfig } from '../../../../shared/binding.ts'
import type { Format } from '../../../../shared/template.ts'
import { useTemplates } from '../../../stores/templates.ts'
import { edit, useDraft, useFault } from '../editor-store.ts'
import classes from './preview.module.css'

/** Held to the farm's own limit by the type of its module, whose schemas need not be loaded for it. */
const MAX_PIXELS: typeof import('../../../../shared/template.ts').MAX_PIXELS = 64_000_000
const FORMATS: { value: Format; label: string }[] = [
  { value: 'png', label: 'PNG' },
  { value: 'jpeg', label: 'JPEG' },
  { value: 'webp', label: 'WebP' },
  { value: 'pdf', label: 'PDF' },
]
const SCALES = ['1', '1.5', '2', '3']

/** The picture's format, size and scale. */
export function OutputFields() {
  const output = useDraft(({ outputConfig }) => outputConfig)
  const change = (part: Partial<OutputConfig>) => edit({ outputConfig: { ...output, ...part } })
  const hasQuality = output.format === 'jpeg' || output.format === 'webp'
  const scale = String(output.deviceScaleFactor)
  const faults = {
    quality: useFault('outputConfig.quality'),
    width: useFault('outputConfig.width'),
    height: useFault('outputConfig.height'),
  }
  const template = useTemplates(({ byUid }) => byUid)[useDraft(({ templateId }) => templateId)]
  const size = (side: 'width' | 'height') => ({
    'data-field': `outputConfig.${side}`,
    placeholder: template ? `${template[side]}` : 'auto',
    min: 1,
    max: 4000,
    allowDecimal: false,
    suffix: ' px',
    value: output[side] ?? '',
    error: faults[side],
    onChange: (value: string | number) => change(sideOf(output, side, value)),
  })
  return (
    <div className={classes.fields}>
      <div className={classes.pair}>
        <Select
          label="Format"
          data={FORMATS}
          value={output.format}
          onChange={(value) => change({ format: value as Format })}
        />
        <NumberInput
          label="Quality"
          data-field="outputConfig.quality"
          min={1}
          max={100}
          allowDecimal={false}
          disabled={!hasQuality}
          value={output.quality}
          error={faults.quality}
          onChange={(value) => typeof value === 'number' && change({ quality: value })}
        />
        <NumberInput label="Width" {...size('width')} />
        <NumberInput label="Height" {...size('height')} />
        <Select
          label="Scale"
          data={(SCALES.includes(scale) ? SCALES : [...SCALES, scale]).map((value) => ({ value, label: `${value}×` }))}
          value={scale}
          onChange={(value) => change({ deviceScaleFactor: Number(value) })}
        />
      </div>
      <Pixels output={output} width={template?.width} height={template?.height} />
    </div>
  )
}

/** An empty side is the template's own. */
function sideOf(output: OutputConfig, side: 'width' | 'height', value: string | number): Partial<OutputConfig> {
  if (typeof value === 'number') return { [side]: value }
  const { [side]: _gone, ...rest } = output
  // `change` merges, so that the side is taken away by hand.
  return { ...rest, [side]: undefined }
}

function Pixels({
  output,
  width,
  height,
}: {
  output: OutputConfig
  width: number | undefined
  height: number | undefined
}) {
  const fault = useFault('outputConfig')
  const [wide, high] = [output.width ?? width, output.height ?? height]
  if (wide === undefined || high === undefined) return null
  const { deviceScaleFactor: scale } = output
  const pixels = wide * high * scale ** 2
  const isTooMany = pixels > MAX_PIXELS
  return (
    <p className={isTooMany || fault ? undefined : 'faint'} role="status" data-field="outputConfig" tabIndex={-1}>
      {Math.round(wide * scale)} × {Math.round(high * scale)} pixels, {(pixels / 1e6).toFixed(1)} of {MAX_PIXELS / 1e6}{' '}
      megapixels
      {isTooMany ? '. Choose a smaller size or scale.' : '.'}
    </p>
  )
}
