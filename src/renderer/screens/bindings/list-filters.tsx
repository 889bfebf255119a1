import { Button, CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { CloudFilter } from '../../components/cloud-filter.tsx'
import { FacetSelect } from '../../components/facet-select.tsx'
import { type BindingFilter, NO_FILTER, useBindingList } from '../../stores/binding-list.ts'
import { useTemplates } from '../../stores/templates.ts'
import { HEALTH_KINDS, HEALTH_WORDS, type HealthChoice } from '../../words/health.ts'
import styles from './list-toolbar.module.css'
import { useFacets } from './use-facets.ts'

const HEALTHS: readonly { value: HealthChoice; label: string }[] = [
  { value: 'attention', label: 'Needs attention' },
  ...HEALTH_KINDS.map((kind) => ({ value: kind, label: HEALTH_WORDS[kind] })),
]
const SOURCES = { http: 'HTTP', webhook: 'Webhook', static: 'Fixed data' } as const

/** What the list is narrowed down by. */
export function ListFilters() {
  const { text, health, templateId, source, cloud } = useBindingList()
  const templates = useTemplates(({ byUid }) => byUid)
  const facets = useFacets()
  const isFiltered = text !== '' || [health, templateId, source, cloud].some((chosen) => chosen !== null)
  const set = (change: Partial<BindingFilter>) => useBindingList.setState(change)
  return (
    <>
      <FilterText text={text} />
      <FacetSelect
        className={styles.filter}
        label="Health"
        all="Any health"
        value={health}
        options={HEALTHS.map(({ value, label }) => ({ value, label, count: facets.health[value] ?? 0 }))}
        choose={(health) => set({ health })}
      />
      <FacetSelect
        className={styles.filter}
        label="Template"
        all="Any template"
        value={templateId}
        options={Object.values(templates).map(({ uid, name }) => ({
          value: uid,
          label: name,
          count: facets.template[uid] ?? 0,
        }))}
        choose={(templateId) => set({ templateId })}
      />
      <FacetSelect
        className={styles.filter}
        label="Source"
        all="Any source"
        value={source}
        options={(['http', 'webhook', 'static'] as const).map((kind) => ({
          value: kind,
          label: SOURCES[kind],
          count: facets.source[kind] ?? 0,
        }))}
        choose={(source) => set({ source })}
      />
      <CloudFilter className={styles.filter} value={cloud} counts={facets.cloud} choose={(cloud) => set({ cloud })} />
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
