import { Button, Checkbox, NumberInput, TextInput, UnstyledButton } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { VariableDefinition } from '../../../shared/template.ts'
import { lineOf, type VariableUse } from '../../words/variable-uses.ts'
import { edit, useEditor } from './editor-store.ts'
import { jumpToUse } from './jump-to-use.ts'
import { ValueInput } from './value-input.tsx'
import { textFault, textOfValue, valueOfText } from './variable-value.ts'
import { changed } from './variables.ts'
import classes from './variables-panel.module.css'

interface VariableDetailsProps {
  definition: VariableDefinition
  uses: readonly VariableUse[]
  jump(line: number, column: number): void
}

/** More places than this are not listed. */
const MOST = 20
const HAS_LENGTH: readonly VariableDefinition['type'][] = ['text', 'array']

/** What a variable must be, and what it is for. */
export function VariableDetails({ definition, uses, jump }: VariableDetailsProps) {
  const { name, type, description = '', validation = {}, allowRawHtml } = definition
  const change = (members: Parameters<typeof changed>[2]) =>
    edit({ variableDefinitions: changed(useEditor.getState().draft.variableDefinitions, name, members) })
  const setRule = (rule: object) => change({ validation: { ...validation, ...rule } })
  return (
    <div className={classes.details}>
      <div className={classes.wide}>
        <DefaultInput
          key={type}
          definition={definition}
          setDefault={(value) => change({ defaultValue: value as never })}
        />
      </div>
      <TextInput
        className={classes.wide ?? ''}
        label="Description"
        dir="auto"
        maxLength={1000}
        value={description}
        onChange={({ currentTarget: { value } }) => change({ description: value === '' ? undefined : value })}
      />
      <Checkbox
        label="Required"
        checked={validation.required ?? false}
        onChange={({ currentTarget }) => setRule({ required: currentTarget.checked || undefined })}
      />
      <Checkbox
        label="Raw HTML"
        description="{{{…}}} writes it unescaped: trust its source"
        checked={allowRawHtml}
        onChange={({ currentTarget }) => change({ allowRawHtml: currentTarget.checked })}
      />
      {HAS_LENGTH.includes(type) ? (
        <>
          <LengthInput label="Shortest" value={validation.minLength} onValue={(minLength) => setRule({ minLength })} />
          <LengthInput label="Longest" value={validation.maxLength} onValue={(maxLength) => setRule({ maxLength })} />
        </>
      ) : null}
      <div className={`${classes.wide} ${classes.foot}`}>
        <Places uses={uses} jump={jump} />
        <Button
          leftSection={<IconTrash className="icon" />}
          aria-label={`Remove ${name}`}
          onClick={() =>
            edit({
              variableDefinitions: useEditor.getState().draft.variableDefinitions.filter((each) => each.name !== name),
            })
          }
        >
          Remove
        </Button>
      </div>
    </div>
  )
}

/** Only what is a value of the type is taken; what is not stays here as it was typed, with what is wrong. */
function DefaultInput({
  definition,
  setDefault,
}: {
  definition: VariableDefinition
  setDefault(value: unknown): void
}) {
  const [text, setText] = useState(textOfValue(definition.defaultValue))
  const take = (next: string) => {
    setText(next)
    if (textFault(definition.type, next) === null)
      setDefault(next === '' ? undefined : valueOfText(definition.type, next))
  }
  return <ValueInput type={definition.type} text={text} onText={take} placeholder="None" label="Default" isLabelled />
}

interface LengthInputProps {
  label: string
  value: number | undefined
  onValue(value: number | undefined): void
}

const LengthInput = ({ label, value, onValue }: LengthInputProps) => (
  <NumberInput
    label={label}
    min={0}
    allowDecimal={false}
    value={value ?? ''}
    onChange={(next) => onValue(typeof next === 'number' ? next : undefined)}
  />
)

function Places({ uses, jump }: Pick<VariableDetailsProps, 'uses' | 'jump'>) {
  const html = useEditor(({ draft }) => draft.html)
  if (uses.length === 0) return <span className="faint">The source does not read it.</span>
  return (
    <span className={classes.lines}>
      Used in line
      {uses.slice(0, MOST).map((use) => (
        <UnstyledButton key={use.from} className={classes.link} onClick={() => jumpToUse(use, jump)}>
          {lineOf(html, use.from)}
        </UnstyledButton>
      ))}
      {uses.length > MOST ? <span className="faint">and {uses.length - MOST} more</span> : null}
    </span>
  )
}
