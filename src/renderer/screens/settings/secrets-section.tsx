import { settingsApi } from '../../api/settings.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { useSettings } from '../../stores/settings.ts'
import { secretsWords } from '../../words/secrets.ts'
import styles from './secrets-section.module.css'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'
import { useRead } from './use-read.ts'

const SHOW = 'npm run bindery -- key'
const ROTATE = 'npm run bindery -- key rotate'

/** What protects secrets, and the key that scripts call with. */
export function SecretsSection() {
  const secrets = useSettings(({ secrets }) => secrets)
  const server = useRead(settingsApi.server).value
  return (
    <Section id="secrets">
      {secrets ? (
        <SettingRow id="secretsBackend">
          <SecretsState {...secretsWords(secrets)} />
        </SettingRow>
      ) : null}
      <SettingRow id="apiKey">
        <div className={styles.key}>
          {server?.apiKeyFile === null ? (
            <p>It was given when Bindery was started, and is changed there.</p>
          ) : (
            <>
              {server ? (
                <p>
                  It is in <code className="breakable">{server.apiKeyFile}</code>.
                </p>
              ) : null}
              <Command text={SHOW} does="Show it" />
              <Command text={ROTATE} does="Rotate it" />
              <p className="faint">
                Rotating ends every session at once, this one too. Open Bindery again by the address that it prints when
                it starts.
              </p>
            </>
          )}
        </div>
      </SettingRow>
    </Section>
  )
}

function SecretsState({ tone, word, advice }: ReturnType<typeof secretsWords>) {
  return (
    <div className={styles.state}>
      <p className="health" data-tone={tone}>
        <Icon name={tone} />
        <strong>{word}</strong>
      </p>
      <p>{advice}</p>
    </div>
  )
}

const Command = ({ text, does }: { text: string; does: string }) => (
  <p className={styles.command}>
    <span className={styles.does}>{does}</span>
    <code>{text}</code>
    <CopyButton text={text} label="Copy" name={`Copy the command: ${does.toLowerCase()}`} iconOnly />
  </p>
)
