import { Button, Checkbox, Group } from '@mantine/core'
import { IconWand } from '@tabler/icons-react'
import { useState } from 'react'
import { PassingDialog } from '../../../components/passing-dialog.tsx'
import { useTemplates } from '../../../stores/templates.ts'
import { setPath, useDraft } from '../editor-store.ts'
import { useTrial } from '../trial-store.ts'
import { variablesOf } from '../variables.ts'
import classes from './auto-map.module.css'
import { useMapped } from './map-value.ts'
import { matchNames, type Proposal } from './match-names.ts'
import { valueText } from './value-text.ts'

/** Proposes a path for every variable that has none, by its name; nothing is mapped unseen. */
export function AutoMap() {
  const sample = useTrial(({ sample }) => sample)
  const templateId = useDraft(({ templateId }) => templateId)
  const template = useTemplates(({ byUid }) => byUid[templateId])
  const mapping = useDraft(({ mapping }) => mapping)
  const [proposals, setProposals] = useState<Proposal[] | null>(null)
  const open = () => {
    const free = variablesOf(template, { mapping: {}, defaults: {} }).filter(({ name }) => !mapping[name])
    setProposals(sample === null ? [] : matchNames(sample.data, free))
  }
  return (
    <>
      <Button
        variant="subtle"
        leftSection={<IconWand className="icon" aria-hidden />}
        disabled={sample === null}
        onClick={open}
      >
        Map by name
      </Button>
      {proposals ? <Review proposals={proposals} onClose={() => setProposals(null)} /> : null}
    </>
  )
}

function Review({ proposals, onClose }: { proposals: Proposal[]; onClose(): void }) {
  const [chosen, setChosen] = useState(
    () => new Set(proposals.filter(({ isSure }) => isSure).map(({ variable }) => variable)),
  )
  const choose = (variable: string, isChosen: boolean) =>
    setChosen((before) => new Set([...before].filter((each) => each !== variable).concat(isChosen ? [variable] : [])))
  const apply = () => {
    const taken = proposals.filter(({ variable }) => chosen.has(variable))
    for (const { variable, path } of taken) setPath(variable, path)
    useMapped.setState({ said: taken.length === 1 ? '1 variable is mapped.' : `${taken.length} variables are mapped.` })
    onClose()
  }
  return (
    <PassingDialog onClose={onClose} size="lg" title="Map by name">
      {proposals.length === 0 ? (
        <p>Nothing in the data is named like a variable that is not mapped yet.</p>
      ) : (
        <ul className={classes.list}>
          {proposals.map(({ variable, path, value, isSure }) => (
            <li key={variable}>
              <Checkbox
                checked={chosen.has(variable)}
                label={
                  <>
                    <strong>{variable}</strong> ← <code>{path}</code>
                    {isSure ? null : <span className="faint"> (perhaps)</span>}
                  </>
                }
                description={<bdi>{valueText(value)}</bdi>}
                onChange={({ currentTarget }) => choose(variable, currentTarget.checked)}
              />
            </li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>{proposals.length === 0 ? 'Close' : 'Cancel'}</Button>
        {proposals.length > 0 ? (
          <Button variant="filled" disabled={chosen.size === 0} onClick={apply}>
            {chosen.size === 1 ? 'Map 1 variable' : `Map ${chosen.size} variables`}
          </Button>
        ) : null}
      </Group>
    </PassingDialog>
  )
}
