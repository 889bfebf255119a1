import { Progress } from '@mantine/core'
import { settingsApi } from '../../api/settings.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { bytes } from '../../words/time.ts'
import { DraftSetting } from './draft-setting.tsx'
import { fromGigabytes, parseCount, toGigabytes } from './number-text.ts'
import { Section } from './section.tsx'
import { DEFAULTS } from './setting-defaults.ts'
import { SettingRow } from './setting-row.tsx'
import styles from './storage-section.module.css'
import { useRead } from './use-read.ts'

const COUNTS = [
  { name: 'picturesPerBinding', unit: 'pictures' },
  { name: 'runsPerBinding', unit: 'runs' },
  { name: 'singleRenderDays', unit: 'days' },
  { name: 'backupsKept', unit: 'backups' },
] as const

/** How much is kept, for how long, and how it is brought to safety. */
export function StorageSection() {
  return (
    <Section id="storage">
      <SettingRow id="sizes">
        <Sizes />
      </SettingRow>
      <DraftSetting
        name="totalBytes"
        toText={toGigabytes}
        fromText={fromGigabytes}
        byDefault={`${toGigabytes(DEFAULTS.totalBytes)} GB`}
        unit="GB"
        inputMode="decimal"
      />
      {COUNTS.map(({ name, unit }) => (
        <DraftSetting
          key={name}
          name={name}
          toText={String}
          fromText={parseCount}
          byDefault={`${DEFAULTS[name]} ${unit}`}
          unit={unit}
          inputMode="numeric"
        />
      ))}
      <SettingRow id="backUp">
        <dl className={styles.commands}>
          <Command does="Back up now" text="npm run bindery -- backup" when="also while Bindery runs" />
          <Command does="Restore" text="npm run bindery -- restore FILE" when="once Bindery is stopped" />
        </dl>
      </SettingRow>
    </Section>
  )
}

function Sizes() {
  const { value: storage, error } = useRead(settingsApi.storage)
  if (error) return <p role="alert">{error}</p>
  if (!storage) return <p className="faint">Reading…</p>
  const { pictureBytes, pictureLimitBytes, databaseBytes } = storage
  return (
    <dl className="facts">
      <dt>Pictures</dt>
      <dd>
        {bytes(pictureBytes)} of {bytes(pictureLimitBytes)}
        <Progress
          className={styles.bar}
          aria-label="Room for pictures in use"
          value={(100 * pictureBytes) / pictureLimitBytes}
        />
      </dd>
      <dt>Database</dt>
      <dd>{bytes(databaseBytes)}</dd>
    </dl>
  )
}

const Command = ({ does, text, when }: { does: string; text: string; when: string }) => (
  <div>
    <dt>
      {does} <span className="faint">({when})</span>
    </dt>
    <dd className={styles.command}>
      <code className="breakable">{text}</code>
      <CopyButton text={text} label="Copy" name={`Copy the command: ${does.toLowerCase()}`} iconOnly />
    </dd>
  </div>
)
