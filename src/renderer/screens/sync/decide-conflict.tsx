import { Button, Radio } from '@mantine/core'
import type { SyncOperation } from '../../../shared/sync.ts'
import { useSync } from '../../stores/sync.ts'
import { decide } from './decide.ts'
import { choicesOf, conflictingFields, decidedOf } from './decisions.ts'
import styles from './operation-panel.module.css'

type Choice = 'mine' | 'theirs' | 'both' | 'fields'

/** What becomes of a conflict as a whole; its fields can be decided one by one below. */
export function DecideConflict({ operation, host }: { operation: SyncOperation; host: string }) {
  const resolution = useSync(({ resolutions }) => resolutions[operation.id])
  const fields = conflictingFields(operation)
  const canSplit = operation.deletedOn === null && fields.length > 0
  const choices: readonly Choice[] = [...choicesOf(operation), ...(canSplit ? (['fields'] as const) : [])]
  const chosen = typeof resolution === 'object' ? 'fields' : resolution
  const { decided, total } = decidedOf(operation, resolution)
  return (
    <fieldset className={styles.choices}>
      <legend>What becomes of it?</legend>
      {choices.map((choice) => (
        <Radio
          key={choice}
          size="xs"
          name={`decide-${operation.id}`}
          value={choice}
          label={LABELS[choice]}
          description={
            choice === 'fields' && chosen === 'fields'
              ? `${decided} of ${total} decided below.`
              : aboutChoice(choice, operation, host)
          }
          checked={chosen === choice}
          onChange={() => decide(operation.id, choice === 'fields' ? {} : choice)}
        />
      ))}
      {resolution === undefined ? (
        <p className="faint">Until you decide it stays as it is, on both sides.</p>
      ) : (
        <Button variant="subtle" color="gray" onClick={() => decide(operation.id, null)}>
          Leave it undecided
        </Button>
      )}
    </fieldset>
  )
}

const LABELS: Record<Choice, string> = {
  mine: 'Mine',
  theirs: 'Theirs',
  both: 'Keep both',
  fields: 'Field by field',
}

function aboutChoice(choice: Choice, { deletedOn, resource }: SyncOperation, host: string): string {
  if (deletedOn === 'local') {
    return choice === 'mine' ? `It is deleted at ${host} too.` : 'It comes back here, with the URL that it had.'
  }
  if (deletedOn === 'remote') {
    return choice === 'mine' ? `It is made anew at ${host}.` : 'It is deleted here too.'
  }
  if (choice === 'mine') return 'Where both changed something, what is here holds.'
  if (choice === 'theirs') return `Where both changed something, what is at ${host} holds.`
  if (choice === 'fields') return 'Choose a side for each field below.'
  return `Two ${resource}s on either side: this one, and theirs as another. No URL changes what it shows.`
}
