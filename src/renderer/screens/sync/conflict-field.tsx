import { Radio, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { SyncField, SyncOperation } from '../../../shared/sync.ts'
import { CodeDiff } from '../../components/code-diff.tsx'
import { useSync } from '../../stores/sync.ts'
import { fieldLabel, isLongField, valueText } from '../../words/sync-field.ts'
import { decide } from './decide.ts'
import { decideField, type Side, sideOf } from './decisions.ts'
import styles from './field-list.module.css'
import { FieldName, FieldValue } from './field-value.tsx'

interface ConflictFieldProps {
  operation: SyncOperation
  field: SyncField
  host: string
}

/** A field that both sides changed: what it was, what it is on either, and which is taken. */
export function ConflictField({ operation, field, host }: ConflictFieldProps) {
  const resolution = useSync(({ resolutions }) => resolutions[operation.id])
  const taken = sideOf(resolution, field.path)
  const isLong = isLongField(field)
  const titles = { mine: 'Mine, here', theirs: `Theirs, at ${host}` }
  return (
    <div className={styles.field}>
      <FieldName field={field} />
      <div className={styles.sides} role="radiogroup" aria-label={`${fieldLabel(field.path)}: which is taken`}>
        {isLong ? null : (
          <div className={styles.side}>
            <p className="faint">Last synced</p>
            <FieldValue field={field} side="base" />
          </div>
        )}
        {(['mine', 'theirs'] as const satisfies Side[]).map((side) => (
          <Radio
            key={side}
            size="xs"
            className={styles.side}
            classNames={{ body: styles.choice, labelWrapper: styles.label }}
            data-taken={taken === side || undefined}
            name={`${operation.id} ${field.path}`}
            value={side}
            label={
              <>
                <span className={styles.title}>{titles[side]}</span>
                {isLong ? null : <FieldValue field={field} side={side} />}
              </>
            }
            checked={taken === side}
            onChange={() => decide(operation.id, decideField(operation, resolution, field.path, side))}
          />
        ))}
      </div>
      {isLong ? <LongComparison field={field} titles={titles} /> : null}
    </div>
  )
}

const PAIRS = {
  sides: { label: 'Mine and theirs', before: 'mine', after: 'theirs' },
  mine: { label: 'What I changed', before: 'base', after: 'mine' },
  theirs: { label: 'What they changed', before: 'base', after: 'theirs' },
} as const

/** Long text is read as source, two versions at a time. */
function LongComparison({ field, titles }: { field: SyncField; titles: Record<Side, string> }) {
  const [pair, setPair] = useState<keyof typeof PAIRS>('sides')
  const { before, after } = PAIRS[pair]
  const label = fieldLabel(field.path)
  const names = { base: 'Last synced', ...titles }
  return (
    <>
      <SegmentedControl
        className={styles.pairs ?? ''}
        aria-label={`${label}: what is compared`}
        data={Object.entries(PAIRS).map(([value, { label }]) => ({ value, label }))}
        value={pair}
        onChange={(value) => setPair(value as keyof typeof PAIRS)}
      />
      <p className="faint">
        Left: {names[before]}. Right: {names[after]}.
      </p>
      <CodeDiff
        before={valueText(field, before) ?? ''}
        after={valueText(field, after) ?? ''}
        labels={{ before: `${label}: ${names[before]}`, after: `${label}: ${names[after]}` }}
      />
    </>
  )
}
