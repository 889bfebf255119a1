import { ColorInput, Select, Textarea, TextInput } from '@mantine/core'
import type { VariableDefinition } from '../../../shared/template.ts'
import { textFault } from './variable-value.ts'

interface ValueInputProps {
  type: VariableDefinition['type']
  text: string
  onText(text: string): void
  /** Shown where there is no text. */
  placeholder: string
  label: string
  /** The label stands in sight. */
  isLabelled?: boolean
}

const CHOICES = [
  { value: '', label: 'As the default' },
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

/** Takes a value of a variable's type as text; one that can't be a value says why. */
export function ValueInput({ type, text, onText, placeholder, label, isLabelled = false }: ValueInputProps) {
  const shared = {
    ...(isLabelled ? { label } : { 'aria-label': label }),
    error: textFault(type, text),
    placeholder,
  }
  switch (type) {
    case 'boolean':
      return <Select {...shared} data={CHOICES} value={text} onChange={(value) => onText(value ?? '')} />
    case 'color':
      return (
        <ColorInput
          {...shared}
          size="xs"
          value={text}
          onChange={onText}
          format="hex"
          eyeDropperButtonProps={{
            'aria-label': 'Pick a colour from the screen',
            title: 'Pick from the screen',
          }}
          popoverProps={{ withinPortal: true }}
        />
      )
    case 'array':
    case 'object':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
          value={text}
          onChange={({ currentTarget }) => onText(currentTarget.value)}
        />
      )
    default:
      return (
        <TextInput
          {...shared}
          dir="auto"
          inputMode={type === 'number' ? 'decimal' : undefined}
          value={text}
          onChange={({ currentTarget }) => onText(currentTarget.value)}
        />
      )
  }
}
