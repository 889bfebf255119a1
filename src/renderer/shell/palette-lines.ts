import type { MantineColorScheme } from '@mantine/core'
import {
  IconArrowsExchange,
  IconCopy,
  IconFileExport,
  IconFileImport,
  IconHistory,
  IconKeyboard,
  IconMoon,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconRefresh,
  IconRoute,
  IconSettings,
  IconSun,
} from '@tabler/icons-react'
import type { Binding } from '../../shared/binding.ts'
import { pauseBinding, refreshBinding, resumeBinding } from '../binding-actions.ts'
import { lookForChanges } from '../cloud-sync.ts'
import { copyText } from '../copy-text.ts'
import { notify } from '../notify.tsx'
import { SECTIONS, SETTINGS, type SettingId } from '../screens/settings/settings-index.ts'
import { useBindings } from '../stores/bindings.ts'
import { usePreferences } from '../stores/preferences.ts'
import { goTo, paths } from '../stores/route.ts'
import { useSync } from '../stores/sync.ts'
import { showShortcuts } from './cheat-sheet.tsx'
import type { BindingVerb, PaletteLine } from './palette-actions.ts'
import { PLACES } from './screens.ts'

/** The screens, with the sections of the settings. */
export const placeLines = (): PaletteLine[] =>
  PLACES.map(({ label, to, icon }) => ({ id: to, label, icon, run: () => goTo(to) }))

export const commandLines = (): PaletteLine[] => [
  { id: 'new-binding', icon: IconPlus, label: 'New binding', words: 'create add', run: () => goTo(paths.newBinding()) },
  {
    id: 'new-template',
    icon: IconPlus,
    label: 'New template',
    words: 'create add',
    run: () => goTo(paths.newTemplate()),
  },
  { id: 'refresh-all', icon: IconRefresh, label: 'Refresh all bindings', run: () => forAll(refreshBinding, isActive) },
  { id: 'pause-all', icon: IconPlayerPause, label: 'Pause all bindings', run: () => forAll(pauseBinding, isActive) },
  { id: 'resume-all', icon: IconPlayerPlay, label: 'Resume all bindings', run: () => forAll(resumeBinding, isPaused) },
  {
    id: 'import',
    icon: IconFileImport,
    label: 'Import a file',
    words: 'upload',
    run: () => goTo(paths.settings('importFile')),
  },
  {
    id: 'export',
    icon: IconFileExport,
    label: 'Export to a file',
    words: 'download backup',
    run: () => goTo(paths.settings('exportFile')),
  },
  ...syncLines(),
  { id: 'shortcuts', icon: IconKeyboard, label: 'Show the keyboard shortcuts', words: 'keys help', run: showShortcuts },
  {
    id: 'welcome',
    icon: IconRoute,
    label: 'Show the first steps',
    words: 'welcome first run setup',
    run: () => goTo(paths.welcome()),
  },
]

function syncLines(): PaletteLine[] {
  const icon = IconArrowsExchange
  if (!useSync.getState().status?.account) {
    return [{ id: 'connect', icon, label: 'Connect an account', words: 'sync cloud', run: () => goTo(paths.sync()) }]
  }
  const look = () => {
    goTo(paths.sync())
    void lookForChanges()
  }
  return [{ id: 'look', icon, label: 'Look for changes to sync', words: 'cloud push pull plan', run: look }]
}

/** How the desk looks. */
export const lookLines = (setColorScheme: (scheme: MantineColorScheme) => void): PaletteLine[] => [
  {
    id: 'theme-auto',
    icon: IconSun,
    label: 'Theme: as the system',
    words: 'colour color',
    run: () => setColorScheme('auto'),
  },
  {
    id: 'theme-light',
    icon: IconSun,
    label: 'Theme: light',
    words: 'colour color',
    run: () => setColorScheme('light'),
  },
  { id: 'theme-dark', icon: IconMoon, label: 'Theme: dark', words: 'colour color', run: () => setColorScheme('dark') },
  { id: 'comfortable', label: 'Density: comfortable', run: () => usePreferences.setState({ density: 'comfortable' }) },
  { id: 'compact', label: 'Density: compact', run: () => usePreferences.setState({ density: 'compact' }) },
]

export const settingLines = (): PaletteLine[] => [
  ...SECTIONS.map(({ id, title }) => ({
    id: `section ${id}`,
    icon: IconSettings,
    label: `Settings: ${title}`,
    run: () => goTo(paths.settings(id)),
  })),
  ...Object.entries(SETTINGS).map(([id, setting]) => ({
    id: `setting ${id}`,
    icon: IconSettings,
    label: setting.title,
    about: SECTIONS.find((section) => section.id === setting.section)?.title ?? '',
    words: 'words' in setting ? setting.words : '',
    run: () => goTo(paths.settings(id as SettingId)),
  })),
]

const isActive = ({ status }: Binding): boolean => status !== 'paused'
const isPaused = ({ status }: Binding): boolean => status === 'paused'

export const BINDING_VERBS: readonly BindingVerb[] = [
  { id: 'edit', icon: IconPencil, label: 'Edit', isFor: () => true, run: ({ uid }) => goTo(paths.editBinding(uid)) },
  {
    id: 'refresh',
    icon: IconRefresh,
    label: 'Refresh',
    isFor: isActive,
    run: (binding) => void refreshBinding(binding),
  },
  { id: 'pause', icon: IconPlayerPause, label: 'Pause', isFor: isActive, run: (binding) => void pauseBinding(binding) },
  {
    id: 'resume',
    icon: IconPlayerPlay,
    label: 'Resume',
    isFor: isPaused,
    run: (binding) => void resumeBinding(binding),
  },
  { id: 'copy', icon: IconCopy, label: 'Copy URL of', isFor: () => true, run: (binding) => void copyUrl(binding) },
  { id: 'runs', icon: IconHistory, label: 'Show runs of', isFor: () => true, run: ({ uid }) => goTo(paths.runs(uid)) },
]

async function copyUrl({ name, renderUrl }: Binding): Promise<void> {
  const isCopied = await copyText(renderUrl)
  notify(
    isCopied
      ? { kind: 'done', text: `Copied the URL of “${name}”.` }
      : { kind: 'failed', text: `Select it yourself: ${renderUrl}` },
  )
}

/** Requests that are under way at a time. */
const AT_A_TIME = 6

async function forAll(act: (binding: Binding) => Promise<void>, isMeant: (binding: Binding) => boolean): Promise<void> {
  const waiting = Object.values(useBindings.getState().byUid).filter(isMeant)
  const actOn = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await act(next)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, actOn))
}
