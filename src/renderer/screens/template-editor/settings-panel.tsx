import { NumberInput, SegmentedControl, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import { edit, useEditor } from './editor-store.ts'
import classes from './settings-panel.module.css'
import { presetOf, SIZE_PRESETS, sizeWords } from './size-presets.ts'

const OWN = 'own'
const PRESETS = [
  ...SIZE_PRESETS.map((each) => ({ value: each.name, label: `${each.name}, ${sizeWords(each)}` })),
  { value: OWN, label: 'Own size' },
]
const OUTPUTS = [
  { value: 'image', label: 'Picture' },
  { value: 'pdf', label: 'PDF' },
]
/** CSS pixels. */
const MAX_SIDE = 4000

/** Size, flags and what people find it by. */
export function SettingsPanel() {
  const draft = useEditor(({ draft }) => draft)
  return (
    <div className={classes.settings}>
      <SizeFields />
      <div className={classes.wide}>
        <span className={classes.label} id="template-output">
          Output
        </span>
        <SegmentedControl
          aria-labelledby="template-output"
          data={OUTPUTS}
          value={draft.outputFormat}
          onChange={(outputFormat) => edit({ outputFormat: outputFormat as typeof draft.outputFormat })}
        />
      </div>
      <Switch
        label="JavaScript"
        description="Lets scripts of the template run while it is drawn"
        checked={draft.jsEnabled}
        onChange={({ currentTarget }) => edit({ jsEnabled: currentTarget.checked })}
      />
      <Switch
        label="Strict variables"
        description="A variable without a value fails the refresh"
        checked={draft.strictVariables}
        onChange={({ currentTarget }) => edit({ strictVariables: currentTarget.checked })}
      />
      <Textarea
        className={classes.wide ?? ''}
        label="Description"
        dir="auto"
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={draft.description}
        onChange={({ currentTarget }) => edit({ description: currentTarget.value })}
      />
      <TextInput
        label="Category"
        dir="auto"
        maxLength={100}
        value={draft.category}
        onChange={({ currentTarget }) => edit({ category: currentTarget.value })}
      />
      <TagsInput
        size="xs"
        label="Tags"
        placeholder={draft.tags.length === 0 ? 'Enter adds one' : ''}
        maxTags={50}
        value={draft.tags}
        onChange={(tags) => edit({ tags: tags.map((tag) => tag.slice(0, 50)) })}
      />
    </div>
  )
}

function SizeFields() {
  const width = useEditor(({ draft }) => draft.width)
  const height = useEditor(({ draft }) => draft.height)
  const choose = (name: string | null) => {
    const preset = SIZE_PRESETS.find((each) => each.name === name)
    if (preset) edit({ width: preset.width, height: preset.height })
  }
  return (
    <>
      <Select
        className={classes.wide ?? ''}
        label="Size"
        data={PRESETS}
        value={presetOf({ width, height }) ?? OWN}
        onChange={choose}
      />
      <SideInput label="Width" value={width} onValue={(value) => edit({ width: value })} />
      <SideInput label="Height" value={height} onValue={(value) => edit({ height: value })} />
    </>
  )
}

const SideInput = ({ label, value, onValue }: { label: string; value: number; onValue(value: number): void }) => (
  <NumberInput
    label={label}
    suffix=" px"
    min={1}
    max={MAX_SIDE}
    clampBehavior="strict"
    allowDecimal={false}
    allowNegative={false}
    value={value}
    onChange={(next) => typeof next === 'number' && next >= 1 && onValue(next)}
  />
)
