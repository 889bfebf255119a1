import { Button, MultiSelect, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { portableApi } from '../../api/portable.ts'
import { saveFile } from '../../files.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { counted } from '../../words/number.ts'
import styles from './export-file.module.css'
import { namedBy } from './setting-row.tsx'

/** A list of names longer than this is searched, not read. */
const LISTED = 50

/** Definitions as one file: all there are, or some. */
export function ExportFile() {
  const isOffline = useIsOffline()
  const bindings = useBindings(({ byUid }) => byUid)
  const [what, setWhat] = useState('all')
  const [chosen, setChosen] = useState<string[]>([])
  const [said, setSaid] = useState<{ text: string; isFault: boolean } | null>(null)
  const present = chosen.filter((uid) => uid in bindings)

  const save = async () => {
    setSaid(null)
    try {
      const { name, text } = await portableApi.exportFile(what === 'all' ? undefined : present)
      const saved = await saveFile('definitions', name, text)
      if (saved.state === 'saved') setSaid({ text: `Exported as ${saved.name}.`, isFault: false })
      if (saved.state === 'failed') setSaid({ text: saved.message, isFault: true })
    } catch (error) {
      setSaid({ text: (error as Error).message, isFault: true })
    }
  }
  return (
    <div className={styles.export}>
      <SegmentedControl
        {...namedBy('exportFile')}
        className={styles.choice}
        data={[
          { value: 'all', label: 'Everything' },
          { value: 'some', label: 'Some bindings' },
        ]}
        value={what}
        onChange={setWhat}
      />
      {what === 'some' ? (
        <MultiSelect
          label="Bindings"
          description="The templates that they use come along."
          placeholder={present.length === 0 ? 'Choose by name' : undefined}
          data={Object.values(bindings).map(({ uid, name }) => ({ value: uid, label: name }))}
          value={present}
          onChange={setChosen}
          limit={LISTED}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Choose none' }}
          nothingFoundMessage="Nothing has that name."
        />
      ) : null}
      <div className={styles.foot}>
        <Button onClick={save} disabled={isOffline || (what === 'some' && present.length === 0)}>
          {what === 'all' ? 'Export everything' : `Export ${counted(present.length, 'binding')}`}
        </Button>
        <span role="status" data-fault={said?.isFault} className={styles.said}>
          {said?.text}
        </span>
      </div>
    </div>
  )
}
