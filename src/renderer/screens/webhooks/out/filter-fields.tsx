import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useBindings } from '../../../stores/bindings.ts'
import { useTemplates } from '../../../stores/templates.ts'
import { isFilterOf } from '../../../words/webhook.ts'
import type { Draft } from './subscription-draft.ts'

/** More lines than this are not read; a longer word finds the rest. */
const MOST_SHOWN = 50

interface FilterFieldsProps {
  draft: Draft
  onChange(part: Partial<Draft>): void
}

/** Which of the events are sent. */
export function FilterFields({ draft: { event, filters }, onChange }: FilterFieldsProps) {
  const bindings = useOptions(useBindings(({ byUid }) => byUid))
  const templates = useOptions(useTemplates(({ byUid }) => byUid))
  const set = (part: Partial<Draft['filters']>) => onChange({ filters: { ...filters, ...part } })
  const chosen = { clearable: true, allowDeselect: true } as const
  return (
    <>
      <Select
        label="Only of the binding"
        placeholder="Any binding"
        searchable
        limit={MOST_SHOWN}
        data={bindings}
        value={filters.bindingId}
        onChange={(bindingId) => set({ bindingId })}
        {...chosen}
        clearButtonProps={{ 'aria-label': 'Any binding' }}
      />
      <Select
        label="Only drawn by the template"
        placeholder="Any template"
        searchable
        limit={MOST_SHOWN}
        data={templates}
        value={filters.templateId}
        onChange={(templateId) => set({ templateId })}
        {...chosen}
        clearButtonProps={{ 'aria-label': 'Any template' }}
      />
      {isFilterOf(event, 'changed') ? (
        <Select
          label="Only when the picture"
          placeholder="Changed or not"
          data={[
            { value: 'true', label: 'changed' },
            { value: 'false', label: 'stayed the same' },
          ]}
          value={filters.changed === null ? null : String(filters.changed)}
          onChange={(value) => set({ changed: value === null ? null : value === 'true' })}
          {...chosen}
          clearButtonProps={{ 'aria-label': 'Changed or not' }}
        />
      ) : null}
      {isFilterOf(event, 'type') ? (
        <Select
          label="Only of the kind"
          placeholder="Pictures and PDFs"
          data={[
            { value: 'image', label: 'Picture' },
            { value: 'pdf', label: 'PDF' },
          ]}
          value={filters.type}
          onChange={(type) => set({ type })}
          {...chosen}
          clearButtonProps={{ 'aria-label': 'Pictures and PDFs' }}
        />
      ) : null}
    </>
  )
}

function useOptions(byUid: Readonly<Record<string, { uid: string; name: string }>>) {
  return useMemo(
    () =>
      Object.values(byUid)
        .map(({ uid, name }) => ({ value: uid, label: name }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [byUid],
  )
}
