import { Button, Select } from '@mantine/core'
import { useMemo } from 'react'
import { NO_FILTER, useAllRuns } from '../../stores/all-runs.ts'
import { useBindings } from '../../stores/bindings.ts'
import { goTo, paths } from '../../stores/route.ts'
import { OUTCOME_WORDS, OUTCOMES, TRIGGER_WORDS, TRIGGERS } from '../../words/run.ts'
import styles from './runs-filters.module.css'
import { setFilter } from './sync-runs.ts'

/** More lines than this are not read; a longer word finds the rest. */
const MOST_SHOWN = 50

const OUTCOME_OPTIONS = OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value].word }))
const TRIGGER_OPTIONS = TRIGGERS.map((value) => ({ value, label: capital(TRIGGER_WORDS[value]) }))

/** Which runs are shown. */
export function RunsFilters() {
  const filter = useAllRuns(({ filter }) => filter)
  const bindings = useBindings(({ byUid }) => byUid)
  const options = useMemo(
    () =>
      Object.values(bindings)
        .map(({ uid, name }) => ({ value: uid, label: name }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [bindings],
  )
  const isFiltered = filter.bindingUid !== null || filter.outcome !== null || filter.trigger !== null
  return (
    <search className={styles.filters} aria-label="Which runs">
      <Select
        aria-label="Binding"
        placeholder="All bindings"
        data={options}
        value={filter.bindingUid}
        searchable
        clearable
        allowDeselect
        limit={MOST_SHOWN}
        nothingFoundMessage="No binding has that name."
        clearButtonProps={{ 'aria-label': 'All bindings' }}
        onChange={(uid) => goTo(paths.runs(uid ?? undefined))}
      />
      <Select
        aria-label="Outcome"
        placeholder="Any outcome"
        data={OUTCOME_OPTIONS}
        value={filter.outcome}
        clearable
        allowDeselect
        clearButtonProps={{ 'aria-label': 'Any outcome' }}
        onChange={(outcome) => setFilter({ outcome })}
      />
      <Select
        aria-label="Trigger"
        placeholder="Any trigger"
        data={TRIGGER_OPTIONS}
        value={filter.trigger}
        clearable
        allowDeselect
        clearButtonProps={{ 'aria-label': 'Any trigger' }}
        onChange={(trigger) => setFilter({ trigger })}
      />
      {isFiltered ? (
        <Button variant="subtle" onClick={clear}>
          Show all
        </Button>
      ) : null}
    </search>
  )
}

function clear(): void {
  setFilter(NO_FILTER)
  goTo(paths.runs())
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
