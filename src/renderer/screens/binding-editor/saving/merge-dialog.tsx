import { Button, Group, Modal, SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { tellReverted } from '../../../components/reverted.ts'
import { definitionOf, draftOf } from '../draft.ts'
import { revert, useEditor } from '../editor-store.ts'
import classes from './merge-dialog.module.css'
import { saveMerged } from './save.ts'
import { shownValue } from './shown-value.ts'
import { type Choices, type Difference, differences, merge } from './three-way.ts'

/** Both sides of a binding that was changed here and elsewhere, part by part. */
export function MergeDialog() {
  const isMerging = useEditor(({ isMerging }) => isMerging)
  const isThere = useEditor(({ theirs }) => theirs !== null)
  const close = () => useEditor.setState({ isMerging: false })
  return (
    <Modal opened={isMerging && isThere} onClose={close} size="xl" title="Changed here and elsewhere">
      <Sides onClose={close} />
    </Modal>
  )
}

function Sides({ onClose }: { onClose(): void }) {
  const { saved, draft, theirs, isSaving } = useEditor()
  const [choices, setChoices] = useState<Choices>({})
  const mine = draft && definitionOf(draft)
  const found = useMemo(
    () =>
      saved && draft && theirs
        ? differences(definitionOf(saved), definitionOf(draft), definitionOf(draftOf(theirs)))
        : [],
    [saved, draft, theirs],
  )
  if (mine === null) return null
  const open = found.filter(({ kind, path }) => kind === 'conflict' && !choices[path])
  return (
    <>
      <p>
        {found.some(({ kind }) => kind === 'conflict')
          ? 'Where both sides changed the same, choose one. The rest is kept from both.'
          : 'Nothing was changed on both sides: saving keeps both.'}
      </p>
      <ul className={classes.list}>
        {found.map((each) => (
          <Part
            key={each.path}
            difference={each}
            choice={choices[each.path]}
            onChoose={(side) => setChoices({ ...choices, [each.path]: side })}
          />
        ))}
      </ul>
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>Go on editing</Button>
        <Button onClick={() => tellReverted(revert())}>Take all of theirs</Button>
        <Button
          variant="filled"
          loading={isSaving}
          disabled={open.length > 0}
          onClick={() => void saveMerged(merge(mine, found, choices))}
        >
          {open.length > 0 ? `${open.length} to choose` : 'Save'}
        </Button>
      </Group>
    </>
  )
}

interface PartProps {
  difference: Difference
  choice: 'mine' | 'theirs' | undefined
  onChoose(side: 'mine' | 'theirs'): void
}

const KIND_WORDS: Record<Difference['kind'], string> = {
  mine: 'changed by you',
  theirs: 'changed elsewhere',
  conflict: 'changed on both sides',
}

function Part({ difference: { path, label, kind, base, mine, theirs }, choice, onChoose }: PartProps) {
  const side = choice ?? (kind === 'conflict' ? '' : kind)
  return (
    <li className={classes.part} data-open={side === '' || undefined}>
      <div className={classes.head}>
        <h3 className="breakable">
          {label} <span className="faint">{KIND_WORDS[kind]}</span>
        </h3>
        <SegmentedControl
          aria-label={`${label}: which side`}
          data={[
            { value: 'mine', label: 'Yours' },
            { value: 'theirs', label: 'Theirs' },
          ]}
          value={side}
          onChange={(value) => onChoose(value as 'mine' | 'theirs')}
        />
      </div>
      <dl className={classes.sides}>
        <Side label="Before" text={shownValue(path, base)} isChosen={false} />
        <Side label="Yours" text={shownValue(path, mine)} isChosen={side === 'mine'} />
        <Side label="Theirs" text={shownValue(path, theirs)} isChosen={side === 'theirs'} />
      </dl>
    </li>
  )
}

function Side({ label, text, isChosen }: { label: string; text: string; isChosen: boolean }) {
  return (
    <div data-chosen={isChosen || undefined}>
      <dt>{label}</dt>
      <dd>
        <pre>{text}</pre>
      </dd>
    </div>
  )
}
