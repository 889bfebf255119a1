import { Button, SegmentedControl, Select } from '@mantine/core'
import { IconLayoutGrid, IconList, IconPlus } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { useTroubled } from '../../shell/troubled.ts'
import { NO_FILTER, type SortKey, useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { type Preferences, usePreferences } from '../../stores/preferences.ts'
import { goTo, paths } from '../../stores/route.ts'
import { ListFilters } from './list-filters.tsx'
import styles from './list-toolbar.module.css'
import { SelectAll } from './select-all.tsx'

const SORTS: readonly { value: SortKey; label: string }[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'name', label: 'By name' },
  { value: 'health', label: 'Worst health first' },
  { value: 'last', label: 'Last good first' },
  { value: 'next', label: 'Next due first' },
  { value: 'average', label: 'Slowest first' },
  { value: 'template', label: 'By template' },
  { value: 'source', label: 'By source' },
]

interface ListToolbarProps {
  header: RefObject<HTMLElement | null>
  /** How many there are, and how many of them are listed. */
  count: number
  listed: number
}

/** What stands over the list: how many there are, what narrows them down, and how they are shown. */
export function ListToolbar({ header, count, listed }: ListToolbarProps) {
  const view = usePreferences(({ bindingsView }) => bindingsView)
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  return (
    <header ref={header} className={styles.toolbar}>
      <div className={styles.line}>
        <ScreenTitle title="Bindings">
          {count > 0 && isLoaded ? <Summary count={count} listed={listed} /> : null}
        </ScreenTitle>
        {count > 0 ? (
          <Button
            variant="filled"
            leftSection={<IconPlus className="icon" aria-hidden />}
            onClick={() => goTo(paths.newBinding())}
          >
            New binding
          </Button>
        ) : null}
      </div>
      {count > 0 ? (
        <search className={styles.line} aria-label="Bindings">
          <ListFilters />
          <span className={styles.end}>
            {view === 'grid' ? <Sorting /> : null}
            <ViewSwitch view={view} />
          </span>
        </search>
      ) : null}
    </header>
  )
}

function Summary({ count, listed }: { count: number; listed: number }) {
  const troubled = useTroubled()
  const total = `${count.toLocaleString()} ${count === 1 ? 'binding' : 'bindings'}`
  return (
    <p className="faint">
      {listed === count ? total : `${listed.toLocaleString()} of ${total}`}
      {troubled > 0 ? (
        <>
          {' · '}
          <button
            type="button"
            className={`link-button ${styles.troubled}`}
            title="Show these alone"
            onClick={() => useBindingList.setState({ ...NO_FILTER, health: 'attention' })}
          >
            {troubled.toLocaleString()} {troubled === 1 ? 'needs' : 'need'} attention
          </button>
        </>
      ) : null}
    </p>
  )
}

/** The table is sorted by its heads; the cards have none. */
function Sorting() {
  const sort = useBindingList(({ sort }) => sort)
  return (
    <>
      <SelectAll label="All" />
      <Select
        className={styles.sort}
        aria-label="Order"
        data={[...SORTS]}
        value={sort}
        comboboxProps={{ width: 'max-content', position: 'bottom-end', withinPortal: false }}
        onChange={(value) => useBindingList.setState({ sort: value as SortKey, isReversed: false })}
      />
    </>
  )
}

function ViewSwitch({ view }: { view: Preferences['bindingsView'] }) {
  const option = (value: Preferences['bindingsView'], name: string, ViewIcon: typeof IconList) => ({
    value,
    label: (
      <span className={styles.view} title={name}>
        <ViewIcon className="icon" aria-hidden />
        <span className="visually-hidden">{name}</span>
      </span>
    ),
  })
  return (
    <SegmentedControl
      aria-label="View"
      value={view}
      data={[option('grid', 'Pictures', IconLayoutGrid), option('table', 'Table', IconList)]}
      onChange={(value) => usePreferences.setState({ bindingsView: value as Preferences['bindingsView'] })}
    />
  )
}
