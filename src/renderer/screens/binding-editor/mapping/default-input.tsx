import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Json } from '../../../../shared/json.ts'
import { setDefault, useFault } from '../editor-store.ts'
import type { Variable } from '../variables.ts'
import { defaultOf, defaultText } from './default-text.ts'

interface DefaultInputProps {
  variable: Variable
  value: Json | undefined
  /** Without a path a default is what the variable always has. */
  isConstant: boolean
}

/** What a variable has where its path finds nothing. */
export function DefaultInput({ variable: { name, type, defaultValue }, value, isConstant }: DefaultInputProps) {
  // What is typed stays as it is typed, though `1.` and `1` are one number.
  const [typed, setTyped] = useState<string | null>(null)
  const fault = useFault(`defaults.${name}`)
  const inherited = defaultValue === undefined || defaultValue === null ? '' : defaultText(defaultValue)
  return (
    <TextInput
      aria-label={`${isConstant ? 'Constant' : 'Default'} of ${name}`}
      data-field={`defaults.${name}`}
      placeholder={inherited === '' ? (isConstant ? 'Constant' : 'Default') : inherited.slice(0, 60)}
      dir="auto"
      spellCheck={false}
      autoComplete="off"
      value={typed ?? defaultText(value)}
      error={fault}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped(text)
        setDefault(name, defaultOf(text, type))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
