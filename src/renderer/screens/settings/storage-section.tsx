import { Progress } from '@mantine/core'
import { DEFAULT_SETTINGS } from '../../../shared/default-settings.ts'
import { settingsApi } from '../../api/settings.ts'
import { bytes } from '../../words/time.ts'
import { Backups } from './backups.tsx'
import { DraftSetting } from './draft-setting.tsx'
import { fromGigabytes, parseCount, toGigabytes } from './number-text.ts'
import { Section } from './section.tsx'
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
        byDefault={`${toGigabytes(DEFAULT_SETTINGS.totalBytes)} GB`}
        unit="GB"
        inputMode="decimal"
      />
      {COUNTS.map(({ name, unit }) => (
        <DraftSetting
          key={name}
          name={name}
          toText={String}
          fromText={parseCount}
          byDefault={`${DEFAULT_SETTINGS[name]} ${unit}`}
          unit={unit}
          inputMode="numeric"
        />
      ))}
      <SettingRow id="backUp" isWide>
        <Backups />
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
