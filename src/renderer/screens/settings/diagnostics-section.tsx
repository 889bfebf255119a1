import { Button } from '@mantine/core'
import { useState } from 'react'
import { type SentFile, settingsApi } from '../../api/settings.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { saveFile } from '../../files.ts'
import { useIsOffline } from '../../stores/farm.ts'
import styles from './diagnostics-section.module.css'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'

/** What one hands on when one asks for help: it is read first, then saved or copied. */
export function DiagnosticsSection() {
  const isOffline = useIsOffline()
  const [file, setFile] = useState<SentFile | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const load = async () => {
    try {
      setFile(readable(await settingsApi.diagnosticsFile()))
      setFault(null)
    } catch (error) {
      setFault((error as Error).message)
    }
  }
  const save = async ({ name, text }: SentFile) => {
    const saved = await saveFile('diagnostics', name, text)
    if (saved.state === 'failed') setFault(saved.message)
  }
  return (
    <Section id="diagnostics">
      <SettingRow id="bundle" isWide>
        <div className={styles.actions}>
          <Button onClick={load} disabled={isOffline}>
            {file ? 'Read again' : 'Show'}
          </Button>
          {file ? (
            <>
              <Button onClick={() => void save(file)}>Download</Button>
              <CopyButton text={file.text} label="Copy" name="Copy the diagnostics" />
            </>
          ) : null}
        </div>
        {fault ? <p role="alert">{fault}</p> : null}
        {file ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
          <section className={styles.text} aria-label="The diagnostics" tabIndex={0}>
            <pre>{file.text}</pre>
          </section>
        ) : null}
      </SettingRow>
    </Section>
  )
}

const readable = ({ name, text }: SentFile): SentFile => ({ name, text: JSON.stringify(JSON.parse(text), null, 2) })
