import { memo } from 'react'
import { BindingThumbnail } from '../../components/binding-thumbnail.tsx'
import { CloudMark } from '../../components/cloud-mark.tsx'
import { HealthMark } from '../../components/health-mark.tsx'
import { NextTime } from '../../components/next-time.tsx'
import { useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useTemplates } from '../../stores/templates.ts'
import { policyWords, sourceWords } from '../../words/binding.ts'
import styles from './binding-card.module.css'
import { BindingLink } from './binding-link.tsx'
import type { ItemProps } from './list-item.ts'
import { RowActions } from './row-actions.tsx'
import { SelectBox } from './select-box.tsx'

/** Wide enough for a card at twice the density, in pixels. */
const PICTURE_WIDTH = 640

/** A binding as its picture, with how it is. */
export const BindingCard = memo(function BindingCard({ uid, isOpen, isReached, index, count, place }: ItemProps) {
  const binding = useBindings(({ byUid }) => byUid[uid])
  const template = useTemplates(({ byUid }) => byUid[binding?.templateId ?? '']?.name) ?? 'No template'
  const isSelected = useBindingList(({ selected }) => selected.has(uid))
  if (!binding) return null
  const { name, dataSource, refreshPolicy, nextRefreshAt } = binding
  const source = sourceWords(dataSource)
  return (
    <li
      className={`card ${styles.card}`}
      data-uid={uid}
      data-open={isOpen || undefined}
      data-selected={isSelected || undefined}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={place}
    >
      <div className={styles.picture}>
        <BindingThumbnail binding={binding} width={PICTURE_WIDTH} />
      </div>
      <div className={styles.words}>
        <div className={styles.head}>
          <h2 dir="auto">
            <BindingLink uid={uid} name={name} isOpen={isOpen} isReached={isReached} />
          </h2>
          <CloudMark cloud={binding.cloud} isBrief={binding.cloud?.state === 'synced'} />
          <RowActions binding={binding} isReached={isReached} />
        </div>
        <HealthMark binding={binding} />
        <p className={`${styles.about} ${styles.from}`} title={`${template} · ${source}`}>
          <span dir="auto">{template}</span>
          <span>{` · ${source}`}</span>
        </p>
        <p className={styles.about}>
          <span>{policyWords(refreshPolicy)}</span>
          <span className={styles.next}>
            {nextRefreshAt ? 'next ' : null}
            <NextTime at={nextRefreshAt} none="" />
          </span>
        </p>
      </div>
      <div className={styles.select}>
        <SelectBox uid={uid} name={name} isReached={isReached} />
      </div>
    </li>
  )
})
