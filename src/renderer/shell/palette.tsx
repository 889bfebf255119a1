import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconPlus, IconRefresh, IconSearch, IconTemplate } from '@tabler/icons-react'
import { refreshBinding } from '../binding-actions.ts'
import { useBindings } from '../stores/bindings.ts'
import { goTo, paths } from '../stores/route.ts'
import { useTemplates } from '../stores/templates.ts'
import { showShortcuts } from './cheat-sheet.tsx'
import { PLACES } from './screens.ts'

/** More lines than this are not read; a longer word finds the rest. */
const MOST = 12

/** Search over all that has a name, and everything that can be done from everywhere. */
export function Palette() {
  const bindings = useBindings(({ byUid }) => byUid)
  const templates = useTemplates(({ byUid }) => byUid)
  const groups: SpotlightActionGroupData[] = [
    { group: 'Go to', actions: PLACES.map(toPlace) },
    { group: 'Do', actions: commands() },
    {
      group: 'Bindings',
      actions: Object.values(bindings).map(({ uid, name, dataSource }) => ({
        id: uid,
        label: name,
        description: dataSource.type === 'http' ? hostOf(dataSource.url) : dataSource.type,
        onClick: () => goTo(paths.bindings(uid)),
      })),
    },
    {
      group: 'Templates',
      actions: Object.values(templates).map(({ uid, name }) => ({
        id: uid,
        label: name,
        leftSection: <IconTemplate className="icon" aria-hidden />,
        onClick: () => goTo(paths.template(uid)),
      })),
    },
  ]
  return (
    <Spotlight
      actions={groups}
      limit={MOST}
      shortcut={null}
      nothingFound="Nothing has that name."
      searchProps={{
        placeholder: 'A name, or a command',
        'aria-label': 'Search',
        leftSection: <IconSearch className="icon" aria-hidden />,
      }}
    />
  )
}

const toPlace = ({ label, to, icon: PlaceIcon }: (typeof PLACES)[number]): SpotlightActionData => ({
  id: to,
  label,
  leftSection: <PlaceIcon className="icon" aria-hidden />,
  onClick: () => goTo(to),
})

const commands = (): SpotlightActionData[] => [
  {
    id: 'new-binding',
    label: 'New binding',
    leftSection: <IconPlus className="icon" aria-hidden />,
    onClick: () => goTo(paths.newBinding()),
  },
  {
    id: 'new-template',
    label: 'New template',
    leftSection: <IconPlus className="icon" aria-hidden />,
    onClick: () => goTo(paths.newTemplate()),
  },
  {
    id: 'refresh-all',
    label: 'Refresh all bindings',
    leftSection: <IconRefresh className="icon" aria-hidden />,
    onClick: refreshAll,
  },
  { id: 'shortcuts', label: 'Show the keyboard shortcuts', onClick: showShortcuts },
]

function refreshAll(): void {
  const active = Object.values(useBindings.getState().byUid).filter(({ status }) => status !== 'paused')
  for (const binding of active) void refreshBinding(binding)
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? ''
