import { Button, Group } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { ImportPlan } from '../../../shared/portable.ts'
import { goTo, paths } from '../../stores/route.ts'
import { counted } from '../../words/number.ts'
import styles from './import-done.module.css'

interface ImportDoneProps {
  plan: ImportPlan
  result: { templates: number; bindings: number }
  onAgain(): void
}

/** What was taken in, and where to go on: to the bindings that need a secret first. */
export function ImportDone({ plan, result, onAgain }: ImportDoneProps) {
  const heading = useRef<HTMLParagraphElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const needing = plan.bindings.filter(
    ({ action, needsSecret, localUid }) => action !== 'same' && needsSecret && localUid,
  )
  const [first] = plan.bindings.filter(({ localUid }) => localUid !== null)
  return (
    <div className={styles.done}>
      <p ref={heading} tabIndex={-1} className={styles.words}>
        <IconCircleCheck className="icon" aria-hidden />
        Imported {counted(result.templates, 'template')} and {counted(result.bindings, 'binding')}.
      </p>
      {needing.length > 0 ? (
        <>
          <p>These need a secret before their source is asked:</p>
          <ul className={styles.list}>
            {needing.map(({ localUid, name }) => (
              <li key={localUid}>
                <a href={paths.editBinding(localUid ?? '')} dir="auto" className="breakable">
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <Group gap="sm">
        {first?.localUid ? (
          <Button
            variant="filled"
            onClick={() => goTo(plan.bindings.length === 1 ? paths.bindings(first.localUid ?? '') : paths.bindings())}
          >
            {plan.bindings.length === 1 ? 'Show the binding' : 'Show the bindings'}
          </Button>
        ) : (
          <Button variant="filled" onClick={() => goTo(paths.templates())}>
            Show the templates
          </Button>
        )}
        <Button onClick={onAgain}>Import another file</Button>
      </Group>
    </div>
  )
}
