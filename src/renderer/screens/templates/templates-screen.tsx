import { Button, Select, TextInput } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import type { Template } from '../../../shared/template.ts'
import { CloudFilter } from '../../components/cloud-filter.tsx'
import { NothingFound } from '../../components/nothing-found.tsx'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { useFilterInAddress } from '../../components/use-filter-in-address.ts'
import { useBindings } from '../../stores/bindings.ts'
import { goTo, paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import type { CloudState } from '../../words/sync.ts'
import { askToDelete } from './delete-dialog.tsx'
import { NoTemplates } from './no-templates.tsx'
import { TemplateCard } from './template-card.tsx'
import { NO_FILTER, SORTS, type Sort, shownTemplates, useTemplateFilter } from './template-filter.ts'
import classes from './templates-screen.module.css'
import { useListKeys } from './use-list-keys.ts'

/** Every template as it looks, with what it needs and who uses it. */
export function TemplatesScreen({ cloud }: { cloud: CloudState | null }) {
  const byUid = useTemplates(({ byUid }) => byUid)
  const isLoaded = useTemplates(({ isLoaded }) => isLoaded)
  const filter = useTemplateFilter()
  useFilterInAddress({
    named: cloud,
    chosen: filter.cloud,
    choose: (cloud) => useTemplateFilter.setState({ cloud }),
    pathOf: paths.templatesInSync,
    isList: true,
  })
  const uses = useUses()
  const all = useMemo(() => Object.values(byUid), [byUid])
  const shown = useMemo(() => shownTemplates(all, filter, uses), [all, filter, uses])
  return (
    <div className="screen">
      <div className={classes.head}>
        <ScreenTitle title="Templates">
          {all.length > 0 ? <p className="faint">{countWords(shown.length, all.length)}</p> : null}
        </ScreenTitle>
        {all.length > 0 ? <NewTemplate /> : null}
      </div>
      {isLoaded ? null : <p className="faint">Reading the templates…</p>}
      {isLoaded && all.length === 0 ? <NoTemplates /> : null}
      {all.length > 0 ? <Bar templates={all} /> : null}
      {all.length > 0 && shown.length === 0 ? (
        <NothingFound what="template" cloud={filter.cloud} onShowAll={() => useTemplateFilter.setState(NO_FILTER)} />
      ) : null}
      <List templates={shown} uses={uses} />
    </div>
  )
}

const countWords = (shown: number, all: number): string => {
  const word = all === 1 ? 'template' : 'templates'
  return shown === all ? `${all} ${word}` : `${shown} of ${all} ${word}`
}

/** How many bindings use a template, by uid. */
function useUses(): ReadonlyMap<string, number> {
  // Compared as text, so that a refresh of a binding draws nothing here.
  const text = useBindings(({ byUid }) => {
    const counts: Record<string, number> = {}
    for (const { templateId } of Object.values(byUid)) counts[templateId] = (counts[templateId] ?? 0) + 1
    return JSON.stringify(counts)
  })
  return useMemo(() => new Map(Object.entries(JSON.parse(text) as Record<string, number>)), [text])
}

function Bar({ templates }: { templates: readonly Template[] }) {
  const { text, cloud, sort } = useTemplateFilter()
  return (
    <section className={classes.bar} aria-label="Find templates" data-pane tabIndex={-1}>
      <TextInput
        type="search"
        className={classes.filter}
        aria-label="Filter templates"
        placeholder="Filter by name, variable, tag or size"
        leftSection={<IconSearch className="icon" aria-hidden />}
        value={text}
        onChange={({ currentTarget }) => useTemplateFilter.setState({ text: currentTarget.value })}
      />
      <CloudFilter
        className={classes.sort}
        value={cloud}
        counts={countClouds(templates)}
        choose={(cloud) => useTemplateFilter.setState({ cloud })}
      />
      <Select
        className={classes.order}
        aria-label="Order"
        data={SORTS}
        value={sort}
        onChange={(value) => useTemplateFilter.setState({ sort: value as Sort })}
      />
    </section>
  )
}

function countClouds(templates: readonly Template[]): Partial<Record<CloudState, number>> {
  const counts: Partial<Record<CloudState, number>> = {}
  for (const { cloud } of templates) if (cloud) counts[cloud.state] = (counts[cloud.state] ?? 0) + 1
  return counts
}

function NewTemplate() {
  return (
    <Button variant="filled" leftSection={<IconPlus className="icon" />} onClick={() => goTo(paths.newTemplate())}>
      New template
    </Button>
  )
}

function List({ templates, uses }: { templates: readonly Template[]; uses: ReadonlyMap<string, number> }) {
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list, (uid) => {
    const template = useTemplates.getState().byUid[uid]
    if (template) askToDelete(template)
  })
  return (
    <ul ref={list} className="cards" aria-label="Templates" data-pane tabIndex={-1}>
      {templates.map((template) => (
        <TemplateCard key={template.uid} template={template} uses={uses.get(template.uid) ?? 0} />
      ))}
    </ul>
  )
}
