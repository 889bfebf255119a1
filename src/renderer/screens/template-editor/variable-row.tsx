import { ActionIcon, Select, TextInput, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { commentedSamples } from '../../../shared/sample-variables.ts'
import type { VariableDefinition } from '../../../shared/template.ts'
import { TYPE_WORDS } from '../../words/variable-type.ts'
import type { VariableUse } from '../../words/variable-uses.ts'
import { edit, setSample, useEditor } from './editor-store.ts'
import { jumpToUse } from './jump-to-use.ts'
import { ValueInput } from './value-input.tsx'
import { VariableDetails } from './variable-details.tsx'
import { textOfValue } from './variable-value.ts'
import { changed, nameFault, renamed } from './variables.ts'
import classes from './variables-panel.module.css'

const TYPES = Object.entries(TYPE_WORDS).map(([value, label]) => ({ value, label }))

interface VariableRowProps {
  definition: VariableDefinition
  uses: readonly VariableUse[]
  jump(line: number, column: number): void
}

export function VariableRow({ definition, uses, jump }: VariableRowProps) {
  const { name, type, defaultValue } = definition
  const [isOpen, setOpen] = useState(false)
  const details = useId()
  const sample = useEditor(({ samples }) => samples[name] ?? '')
  const stands = useEditor(({ draft }) => textOfValue(commentedSamples(draft.html)[name] ?? defaultValue))
  const Chevron = isOpen ? IconChevronUp : IconChevronDown
  return (
    <li className={classes.entry} data-open={isOpen || undefined}>
      <div className={classes.row}>
        <div>
          <NameInput key={name} name={name} />
        </div>
        <div>
          <Select
            aria-label={`Type of ${name}`}
            data={TYPES}
            value={type}
            onChange={(value) => change(name, { type: value as VariableDefinition['type'], defaultValue: undefined })}
          />
        </div>
        <div>
          <ValueInput
            type={type}
            text={sample}
            onText={(text) => setSample(name, text)}
            placeholder={stands}
            label={`Sample of ${name}`}
          />
        </div>
        <div className={classes.used}>
          <Used name={name} uses={uses} jump={jump} />
        </div>
        <div>
          <ActionIcon
            aria-label={`More of ${name}`}
            title="Default, rules, description"
            aria-expanded={isOpen}
            aria-controls={details}
            onClick={() => setOpen(!isOpen)}
          >
            <Chevron className="icon" />
          </ActionIcon>
        </div>
      </div>
      {isOpen ? (
        <div id={details}>
          <VariableDetails definition={definition} uses={uses} jump={jump} />
        </div>
      ) : null}
    </li>
  )
}

const change = (name: string, members: Parameters<typeof changed>[2]) =>
  edit({ variableDefinitions: changed(useEditor.getState().draft.variableDefinitions, name, members) })

/** Takes the name once it is whole, as it is written wherever the source reads the variable. */
function NameInput({ name }: { name: string }) {
  const [text, setText] = useState(name)
  const taken = useEditor(({ draft }) => draft.variableDefinitions)
  const fault = nameFault(
    text,
    taken.map((each) => each.name).filter((each) => each !== name),
  )
  const commit = () => {
    if (text === name) return
    if (fault) return setText(name)
    const { draft, samples } = useEditor.getState()
    edit(renamed(draft, name, text))
    setSample(text, samples[name] ?? '')
  }
  return (
    <TextInput
      className={classes.name}
      aria-label={`Name of ${name}`}
      title={name}
      value={text}
      error={text === name ? null : fault}
      spellCheck={false}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') setText(name)
      }}
    />
  )
}

function Used({ name, uses, jump }: { name: string; uses: readonly VariableUse[]; jump: VariableRowProps['jump'] }) {
  const [first] = uses
  if (!first) return <span title="The source does not read it">unused</span>
  return (
    <UnstyledButton
      className={classes.link}
      aria-label={`${uses.length}× in the source: go to where ${name} is first used`}
      title="Go to where it is first used"
      onClick={() => jumpToUse(first, jump)}
    >
      {uses.length}×
    </UnstyledButton>
  )
}
