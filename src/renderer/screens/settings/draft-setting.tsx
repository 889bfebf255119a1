import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { DEFAULT_SETTINGS } from '../../../shared/default-settings.ts'
import type { Settings } from '../../../shared/settings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { type SettingName, useSettings } from '../../stores/settings.ts'
import styles from './draft-setting.module.css'
import { SavedMark } from './saved-mark.tsx'
import { namedBy, SettingRow } from './setting-row.tsx'
import { useUnsaved } from './unsaved-settings.ts'
import { useSaving } from './use-saving.ts'

interface DraftSettingProps<N extends SettingName> {
  name: N & keyof typeof import('./settings-index.ts').SETTINGS
  /** The value as it is edited. */
  toText(value: Settings[N]): string
  /** What was written, as it is sent; the farm judges it. @throws {Error} with what to write instead */
  fromText(text: string): Settings[N]
  byDefault: string
  unit?: string
  placeholder?: string
  inputMode?: 'text' | 'decimal' | 'numeric' | 'url'
  /** Values to choose from; others may be written. */
  suggestions?: readonly string[]
  isCode?: boolean
}

/** A setting that is written, and saved by a button or Enter. */
export function DraftSetting<N extends SettingName>(props: DraftSettingProps<N>) {
  const {
    name,
    toText,
    fromText,
    byDefault,
    unit,
    placeholder,
    inputMode = 'text',
    suggestions,
    isCode = false,
  } = props
  const value = useSettings(({ settings }) => settings?.[name])
  const isOffline = useIsOffline()
  const [draft, setDraft] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const { state, error, save, refuse, forget } = useSaving()
  const shown = value === undefined ? '' : toText(value as Settings[N])
  const isChanged = draft !== null && draft !== shown
  useUnsaved(name, isChanged)
  if (value === undefined) return null

  const send = async (next: Settings[N]) => {
    const isSaved = await save({ [name]: next } as Partial<Settings>)
    if (isSaved) setDraft(null)
    // The button that was pressed goes; those who are elsewhere by now stay there.
    if (form.current?.contains(document.activeElement)) input.current?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isChanged || state === 'saving') return
    try {
      void send(fromText(draft))
    } catch (fault) {
      refuse((fault as Error).message)
    }
  }
  const revert = () => {
    setDraft(null)
    forget()
    input.current?.focus()
  }
  const standard = DEFAULT_SETTINGS[name] as Settings[N]
  const isStandard = JSON.stringify(value) === JSON.stringify(standard)
  return (
    <SettingRow id={name} byDefault={byDefault}>
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <TextInput
          ref={input}
          {...namedBy(name)}
          className={unit ? styles.short : undefined}
          classNames={{ input: isCode ? styles.code : undefined }}
          value={draft ?? shown}
          onChange={({ currentTarget }) => {
            setDraft(currentTarget.value)
            forget()
          }}
          placeholder={placeholder}
          inputMode={inputMode}
          list={suggestions ? `${name}-suggestions` : undefined}
          error={error}
          disabled={isOffline}
          autoComplete="off"
          spellCheck={false}
          rightSection={unit ? <span className={styles.unit}>{unit}</span> : undefined}
          rightSectionWidth={unit ? 'auto' : undefined}
          rightSectionPointerEvents="none"
        />
        {suggestions ? (
          <datalist id={`${name}-suggestions`}>
            {suggestions.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        ) : null}
        <div className={styles.actions}>
          {isChanged ? (
            <>
              <Button type="submit" variant="filled" loading={state === 'saving'} disabled={isOffline}>
                Save
              </Button>
              <Button onClick={revert}>Revert</Button>
            </>
          ) : null}
          {isChanged || isStandard ? null : (
            <Button
              variant="subtle"
              color="gray"
              onClick={() => void send(standard)}
              disabled={isOffline}
              aria-describedby={`${name}-title`}
            >
              Reset to default
            </Button>
          )}
          <SavedMark state={state} />
        </div>
      </form>
    </SettingRow>
  )
}
