import { Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ComponentType, useEffect, useState } from 'react'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { goTo, paths } from '../../stores/route.ts'
import { useLiveSettings } from '../../sync-settings.ts'
import { ChromiumSection } from './chromium-section.tsx'
import { DesktopSection } from './desktop-section.tsx'
import { DiagnosticsSection } from './diagnostics-section.tsx'
import { LookSection } from './look-section.tsx'
import { NetworkSection } from './network-section.tsx'
import { PortableSection } from './portable-section.tsx'
import { RegionSection } from './region-section.tsx'
import { SecretsSection } from './secrets-section.tsx'
import { ServerSection } from './server-section.tsx'
import { findSettings, placeOf, SECTIONS, type SectionId, type SettingId } from './settings-index.ts'
import styles from './settings-screen.module.css'
import { FoundSettings } from './settings-search.ts'
import { ShortcutsSection } from './shortcuts-section.tsx'
import { StorageSection } from './storage-section.tsx'
import { SyncSection } from './sync-section.tsx'
import { useShownSetting } from './use-shown-setting.ts'

const PARTS: Record<SectionId, ComponentType> = {
  server: ServerSection,
  chromium: ChromiumSection,
  network: NetworkSection,
  secrets: SecretsSection,
  storage: StorageSection,
  region: RegionSection,
  sync: SyncSection,
  desktop: DesktopSection,
  look: LookSection,
  shortcuts: ShortcutsSection,
  portable: PortableSection,
  diagnostics: DiagnosticsSection,
}

/** All settings: a section at a time, or what a search has found in any. */
export function SettingsScreen({ section: asked }: { section: string | null }) {
  useLiveSettings()
  const [query, setQuery] = useState('')
  const { section, setting } = placeOf(asked)
  const found = query.trim() === '' ? null : new Set(findSettings(query))
  useShownSetting(setting)
  // biome-ignore lint/correctness/useExhaustiveDependencies: going elsewhere ends the search
  useEffect(() => setQuery(''), [asked])
  const shown = found === null ? [section] : SECTIONS.map(({ id }) => id)
  return (
    <div className={styles.screen}>
      <div className={styles.side} data-pane>
        <ScreenTitle title="Settings" />
        <TextInput
          type="search"
          aria-label="Search the settings"
          placeholder="Search"
          leftSection={<IconSearch className="icon" aria-hidden />}
          value={query}
          onChange={({ currentTarget }) => setQuery(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('')
          }}
        />
        <Nav current={found === null ? section : null} />
      </div>
      <section className={styles.content} data-pane aria-label="Settings">
        <p role="status" className={found?.size === 0 ? undefined : 'visually-hidden'}>
          {found === null ? '' : found.size === 0 ? 'No setting has that in it. Try another word.' : foundWords(found)}
        </p>
        <FoundSettings value={found}>
          {shown.map((id) => {
            const Part = PARTS[id]
            return <Part key={id} />
          })}
        </FoundSettings>
      </section>
    </div>
  )
}

const foundWords = (found: ReadonlySet<SettingId>): string => `${found.size} found`

function Nav({ current }: { current: SectionId | null }) {
  return (
    <>
      <nav className={styles.nav} aria-label="Sections of the settings">
        {SECTIONS.map(({ id, title }) => (
          <a key={id} href={paths.settings(id)} aria-current={id === current ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <Select
        className={styles.select}
        aria-label="Section"
        data={SECTIONS.map(({ id, title }) => ({ value: id, label: title }))}
        value={current}
        onChange={(id) => id && goTo(paths.settings(id))}
      />
    </>
  )
}
