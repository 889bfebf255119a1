import { Button, CloseButton, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type BindingFilter, NO_FILTER, useBindingList } from '../../stores/binding-list.ts'
import { useTemplates } from '../../stores/templates.ts'
import { HEALTH_KINDS, HEALTH_WORDS } from '../../words/health.ts'
import styles from './list-toolbar.module.css'
import { useFacets } from './use-facets.ts'

const SOURCES = { http: 'HTTP', webhook: 'Webhook', static: 'Fixed data' } as const
const ALL = ''

/** What the list is narrowed down by. */
export function ListFilters() {
  const { text, health, templateId, source } = useBindingList()
  const templates = useTemplates(({ byUid }) => byUid)
  const facets = useFacets()
  const isFiltered = text !== '' || health !== null || templateId !== null || source !== null
  const set = (change: Partial<BindingFilter>) => useBindingList.setState(change)
  return (
    <>
      <FilterText text={text} />
      <Filter
        label="Health"
        all="Any health"
        value={health}
        options={HEALTH_KINDS.map((kind) => ({
          value: kind,
          label: HEALTH_WORDS[kind],
          count: facets.health[kind] ?? 0,
        }))}
        choose={(value) => set({ health: value as BindingFilter['health'] })}
      />
      <Filter
        label="Template"
        all="Any template"
        value={templateId}
        options={Object.values(templates).map(({ uid, name }) => ({
          value: uid,
          label: name,
          count: facets.template[uid] ?? 0,
        }))}
        choose={(value) => set({ templateId: value })}
      />
      <Filter
        label="Source"
        all="Any source"
        value={source}
        options={(['http', 'webhook', 'static'] as const).map((kind) => ({
          value: kind,
          label: SOURCES[kind],
          count: facets.source[kind] ?? 0,
        }))}
        choose={(value) => set({ source: value as BindingFilter['source'] })}
      />
      {isFiltered ? (
        <Button variant="subtle" onClick={() => set(NO_FILTER)}>
          Clear
        </Button>
      ) : null}
    </>
  )
}

function FilterText({ text }: { text: string }) {
  const clear = () => useBindingList.setState({ text: '' })
  return (
    <TextInput
      type="search"
      className={styles.text}
      aria-label="Filter the bindings"
      placeholder="Filter"
      leftSection={<IconSearch className="icon" aria-hidden />}
      rightSection={text === '' ? null : <CloseButton aria-label="Clear the text" onClick={clear} />}
      value={text}
      onChange={({ currentTarget }) => useBindingList.setState({ text: currentTarget.value })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || text === '') return
        event.preventDefault()
        clear()
      }}
    />
  )
}

interface FilterProps {
  label: string
  all: string
  value: string | null
  options: readonly { value: string; label: string; count: number }[]
  choose(value: string | null): void
}

/** What nothing has is left out, but for what is chosen. */
function Filter({ label, all, value, options, choose }: FilterProps) {
  const there = options.filter((option) => option.count > 0 || option.value === value)
  return (
    <Select
      className={styles.filter}
      aria-label={label}
      comboboxProps={{ width: 'max-content', position: 'bottom-start', withinPortal: false }}
      searchable={options.length > 10}
      data={[
        { value: ALL, label: all },
        ...there.map((option) => ({
          value: option.value,
          label: `${option.label} (${option.count.toLocaleString()})`,
        })),
      ]}
      value={value ?? ALL}
      onChange={(chosen) => choose(chosen || null)}
    />
  )
}
