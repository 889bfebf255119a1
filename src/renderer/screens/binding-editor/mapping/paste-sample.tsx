import { Button, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import { PassingDialog } from '../../../components/passing-dialog.tsx'
import classes from '../editor.module.css'
import { jsonFault } from '../source/json-fault.ts'
import { parseJson } from '../source/source-draft.ts'
import { takeSample } from '../trial-store.ts'

/** A sample to map from that the source has not given. */
export function PasteSample({ onClose }: { onClose(): void }) {
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const take = () => {
    const data = parseJson(text)
    if (data === undefined) return setFault(jsonFault(text))
    takeSample('pasted', data, null)
    onClose()
  }
  return (
    <PassingDialog onClose={onClose} title="Paste a sample">
      <Textarea
        label="JSON"
        description="It is only looked at here, and not saved."
        data-autofocus
        autosize
        minRows={8}
        maxRows={20}
        classNames={{ input: classes.typed }}
        spellCheck={false}
        value={text}
        error={fault}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          setFault(null)
        }}
      />
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="filled" onClick={take}>
          Use it
        </Button>
      </Group>
    </PassingDialog>
  )
}
