import { Button, Group, Loader } from '@mantine/core'
import { type DragEvent, useState } from 'react'
import { openFile, readFile } from '../../files.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { madeBy } from '../../words/import-plan.ts'
import { ImportDone } from './import-done.tsx'
import styles from './import-file.module.css'
import { ImportPlan } from './import-plan.tsx'
import { ImportRefused } from './import-refused.tsx'
import { useImport } from './use-import.ts'

/** Takes a file in: chosen or dropped, its plan read, then approved. */
export function ImportFile() {
  const { state, take, approve, forget } = useImport()
  const isOffline = useIsOffline()
  const [isOver, setOver] = useState(false)
  const choose = async () => take(await openFile('definitions'))
  const drop = async (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) await take(await readFile(file))
  }
  if (state.step === 'done') return <ImportDone {...state} onAgain={forget} />
  if (state.step === 'planned' || state.step === 'importing') {
    const { templates, bindings } = madeBy(state.plan)
    const made = templates + bindings
    return (
      <div className={styles.import}>
        <p className="faint breakable">{state.name}</p>
        <ImportPlan plan={state.plan} />
        {state.why ? <p role="alert">{state.why}</p> : null}
        <Group gap="sm">
          <Button
            variant="filled"
            onClick={approve}
            loading={state.step === 'importing'}
            disabled={isOffline || made === 0}
          >
            {made === 0 ? 'Nothing to import' : `Approve and import ${made.toLocaleString()}`}
          </Button>
          <Button onClick={forget}>Cancel</Button>
        </Group>
      </div>
    )
  }
  return (
    <div className={styles.import}>
      {state.step === 'refused' ? <ImportRefused {...state} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut of the button in it */}
      <div
        className={styles.drop}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {state.step === 'reading' ? (
          <>
            <Loader size="xs" /> Reading {state.name}…
          </>
        ) : (
          <>
            <Button onClick={choose} disabled={isOffline}>
              Choose a file
            </Button>
            <span className="faint">or drop it here. You see what it does before anything is made.</span>
          </>
        )}
      </div>
    </div>
  )
}
