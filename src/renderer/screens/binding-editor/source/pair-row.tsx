import { ActionIcon, PasswordInput, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import classes from '../editor.module.css'

interface PairRowProps {
  /** What it is one of, in a word: "Parameter", "Header". */
  kind: string
  /** Counted from 1, for those who can't see where it is. */
  place: number
  name: string
  value: string
  /** Its value is masked. */
  isSecret?: boolean
  placeholder?: string
  fault?: string | undefined
  field?: string
  onChange(pair: { name: string; value: string }): void
  /** Not there for the empty line at the end. */
  onRemove?(): void
}

/** One line of a table of names and values. The last line is empty: to write in it adds one. */
export function PairRow({
  kind,
  place,
  name,
  value,
  isSecret = false,
  placeholder,
  fault,
  field,
  onChange,
  onRemove,
}: PairRowProps) {
  const Value = isSecret ? PasswordInput : TextInput
  const said = { autoComplete: 'off', spellCheck: false } as const
  return (
    <div className={classes.row}>
      <TextInput
        {...said}
        className="grow"
        aria-label={`${kind} ${place}: name`}
        placeholder="Name"
        value={name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value, value })}
      />
      <Value
        {...said}
        className="grow"
        aria-label={`${kind} ${place}: value`}
        data-field={field}
        placeholder={placeholder ?? 'Value'}
        value={value}
        error={fault}
        onChange={({ currentTarget }) => onChange({ name, value: currentTarget.value })}
      />
      <ActionIcon
        aria-label={`Remove ${kind.toLowerCase()} ${name || place}`}
        title="Remove"
        disabled={!onRemove}
        onClick={onRemove}
      >
        <IconX className="icon" aria-hidden />
      </ActionIcon>
    </div>
  )
}
