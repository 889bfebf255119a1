// biome-ignore-all lint/a11y/useFocusableInteractive: rows and heads of a table are no controls
// biome-ignore-all lint/a11y/useSemanticElements: rows that are out of sight are not there, and each lies at a place of its own: no <table> can do that
import { memo } from 'react'
import { BindingThumbnail } from '../../components/binding-thumbnail.tsx'
import { CloudMark } from '../../components/cloud-mark.tsx'
import { HealthMark } from '../../components/health-mark.tsx'
import { NextTime } from '../../components/next-time.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useTemplates } from '../../stores/templates.ts'
import { policyWords, sourceWords } from '../../words/binding.ts'
import { duration } from '../../words/time.ts'
import { BindingLink } from './binding-link.tsx'
import styles from './bindings-table.module.css'
import type { ItemProps } from './list-item.ts'
import { RowActions } from './row-actions.tsx'
import { SelectBox } from './select-box.tsx'

/** Wide enough for a row at twice the density, in pixels. */
const PICTURE_WIDTH = 160

/** A binding as a line of the table. */
export const BindingRow = memo(function BindingRow({ uid, isOpen, isReached, index, place }: ItemProps) {
  const binding = useBindings(({ byUid }) => byUid[uid])
  const template = useTemplates(({ byUid }) => byUid[binding?.templateId ?? '']?.name) ?? 'No template'
  const isSelected = useBindingList(({ selected }) => selected.has(uid))
  if (!binding) return null
  const { name, dataSource, refreshPolicy, lastRefreshAt, lastRenderedAt, nextRefreshAt, status, averageMs } = binding
  const source = sourceWords(dataSource)
  const policy = policyWords(refreshPolicy)
  return (
    <div
      role="row"
      className={styles.row}
      data-uid={uid}
      data-open={isOpen || undefined}
      data-selected={isSelected || undefined}
      aria-rowindex={index + 2}
      style={place}
    >
      <div role="cell">
        <SelectBox uid={uid} name={name} isReached={isReached} />
      </div>
      <div role="cell" className={styles.picture}>
        <BindingThumbnail binding={binding} width={PICTURE_WIDTH} />
      </div>
      <div role="cell" className={styles.name} dir="auto">
        <BindingLink uid={uid} name={name} isOpen={isOpen} isReached={isReached} />
        <CloudMark cloud={binding.cloud} isBrief={binding.cloud?.state === 'synced'} />
      </div>
      <div role="cell">
        <HealthMark binding={binding} />
      </div>
      <div role="cell" className={styles.wide} title={template} dir="auto">
        {template}
      </div>
      <div role="cell" className={styles.middle} title={source}>
        {source}
      </div>
      <div role="cell" className={styles.wide} title={policy}>
        {policy}
      </div>
      <div role="cell" className={styles.middle}>
        <TimeAgo at={status === 'error' ? lastRenderedAt : lastRefreshAt} />
      </div>
      <div role="cell">
        <NextTime at={nextRefreshAt} none="–" />
      </div>
      <div role="cell" className={`${styles.wide} ${styles.figure}`}>
        {averageMs === null ? <span className="faint">–</span> : duration(averageMs)}
      </div>
      <div role="cell">
        <RowActions binding={binding} isReached={isReached} />
      </div>
    </div>
  )
})
