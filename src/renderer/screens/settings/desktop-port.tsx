import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { DesktopState, DesktopUpdate } from '../../../shared/desktop.ts'
import styles from './draft-setting.module.css'
import { parseCount } from './number-text.ts'
import { SavedMark } from './saved-mark.tsx'
import { namedBy, SettingRow } from './setting-row.tsx'
import { useUnsaved } from './unsaved-settings.ts'
import { useSaving } from './use-saving.ts'

const USUAL = '4747'

/** The port that the desktop app listens on from its next start. */
export function DesktopPort({ state, change }: { state: DesktopState; change(update: DesktopUpdate): Promise<void> }) {
  const saving = useSaving()
  const [draft, setDraft] = useState<string | null>(null)
  const shown = state.port === null ? '' : String(state.port)
  const isChanged = draft !== null && draft !== shown
  useUnsaved('port', isChanged)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const isDone = saving.run(async () => change({ port: parsePort(draft ?? '') }))
    void isDone.then((done) => done && setDraft(null))
  }
  return (
    <SettingRow id="port" byDefault={USUAL}>
      {state.isPortGiven ? (
        <p>
          It was given by <code>--port</code>, which goes before this.
        </p>
      ) : (
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextInput
            {...namedBy('port')}
            value={draft ?? shown}
            onChange={({ currentTarget }) => setDraft(currentTarget.value)}
            placeholder={USUAL}
            inputMode="numeric"
            error={saving.error}
          />
          <div className={styles.actions}>
            {isChanged ? (
              <>
                <Button type="submit" variant="filled">
                  Save
                </Button>
                <Button onClick={() => setDraft(null)}>Revert</Button>
              </>
            ) : null}
            <SavedMark state={saving.state} />
          </div>
        </form>
      )}
    </SettingRow>
  )
}

function parsePort(text: string): number | null {
  if (text.trim() === '') return null
  const port = parseCount(text)
  if (port < 1 || port > 65_535) throw new Error('Write a port from 1 to 65535.')
  return port
}
