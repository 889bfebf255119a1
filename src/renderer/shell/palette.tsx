import { useMantineColorScheme } from '@mantine/core'
import { Spotlight } from '@mantine/spotlight'
import { IconLayoutGrid, IconSearch, IconTemplate } from '@tabler/icons-react'
import { useState } from 'react'
import { useBindings } from '../stores/bindings.ts'
import { goTo, paths } from '../stores/route.ts'
import { useTemplates } from '../stores/templates.ts'
import styles from './palette.module.css'
import {
  findBindingLines,
  findLines,
  findTemplateLines,
  type PaletteGroup,
  type PaletteLine,
} from './palette-actions.ts'
import { BINDING_VERBS, commandLines, lookLines, placeLines, settingLines } from './palette-lines.ts'

/** Search over all that has a name, and everything that can be done from everywhere. */
export function Palette() {
  const [query, setQuery] = useState('')
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      centered={false}
      yOffset="12dvh"
      overlayProps={{ blur: 0 }}
      attributes={{ content: { 'aria-label': 'Search or run a command' } }}
      scrollable
      maxHeight="60dvh"
    >
      <Spotlight.Search
        placeholder="A name, or a command"
        aria-label="Search"
        leftSection={<IconSearch className="icon" aria-hidden />}
      />
      {/* Drawn while it is open alone, so that lines are sought for what is typed and never for an event. */}
      <Lines query={query} />
    </Spotlight.Root>
  )
}

function Lines({ query }: { query: string }) {
  const { setColorScheme } = useMantineColorScheme()
  const groups = linesFor(query, lookLines(setColorScheme)).filter(({ lines }) => lines.length > 0)
  return (
    <Spotlight.ActionsList>
      {groups.map(({ title, lines }) => (
        <Spotlight.ActionsGroup key={title} label={title}>
          {lines.map(({ id, label, icon: LineIcon, about, run }) => (
            <Spotlight.Action key={id} className={styles.action} onClick={run} label={label}>
              <span className={styles.line}>
                <span className={styles.icon}>{LineIcon ? <LineIcon className="icon" aria-hidden /> : null}</span>
                <span dir="auto" className={styles.label}>
                  {label}
                </span>
                {about ? <span className={styles.about}>{about}</span> : null}
              </span>
            </Spotlight.Action>
          ))}
        </Spotlight.ActionsGroup>
      ))}
      {groups.length === 0 ? <Spotlight.Empty>Nothing has that name.</Spotlight.Empty> : null}
    </Spotlight.ActionsList>
  )
}

function linesFor(query: string, look: PaletteLine[]): PaletteGroup[] {
  const commands = commandLines()
  const places = placeLines()
  if (query.trim() === '') {
    return [
      { title: 'Go to', lines: places },
      { title: 'Do', lines: commands },
    ]
  }
  const bindings = Object.values(useBindings.getState().byUid)
  const found = findBindingLines(bindings, BINDING_VERBS, query, ({ uid }) => goTo(paths.bindings(uid)))
  const templates = Object.values(useTemplates.getState().byUid)
  return [
    { title: 'Go to', lines: findLines(places, query) },
    { title: 'Bindings', lines: withIcon(found.bindings, IconLayoutGrid) },
    { title: 'Do', lines: [...findLines([...commands, ...look], query), ...found.actions] },
    {
      title: 'Templates',
      lines: withIcon(
        findTemplateLines(templates, query, (uid) => goTo(paths.template(uid))),
        IconTemplate,
      ),
    },
    { title: 'Settings', lines: findLines(settingLines(), query) },
  ]
}

const withIcon = (lines: PaletteLine[], icon: NonNullable<PaletteLine['icon']>): PaletteLine[] =>
  lines.map((line) => ({ ...line, icon }))
