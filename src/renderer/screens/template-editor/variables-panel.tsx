import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { findUses, type VariableUse } from '../../words/variable-uses.ts'
import { edit, useEditor } from './editor-store.ts'
import { VariableRow } from './variable-row.tsx'
import { added } from './variables.ts'
import classes from './variables-panel.module.css'

interface VariablesPanelProps {
  /** Names that the source reads and nobody declared. */
  undeclared: readonly string[]
  jump(line: number, column: number): void
}

const NO_USES: readonly VariableUse[] = []
const declare = (name?: string) =>
  edit({ variableDefinitions: added(useEditor.getState().draft.variableDefinitions, name) })

/** Every variable with its type, a value to preview with, and where it is used. */
export function VariablesPanel({ undeclared, jump }: VariablesPanelProps) {
  const definitions = useEditor(({ draft }) => draft.variableDefinitions)
  const html = useEditor(({ draft }) => draft.html)
  const uses = useMemo(() => Map.groupBy(findUses(html), ({ name }) => name), [html])
  const missing = undeclared.filter((name) => definitions.every((each) => each.name !== name))
  return (
    <div className={classes.variables}>
      {definitions.length > 0 ? (
        <div className={classes.table}>
          {/* Every field says its own name. */}
          <div className={classes.header} aria-hidden>
            <span>Name</span>
            <span>Type</span>
            <span>Sample</span>
            <span>Used</span>
          </div>
          <ul aria-label="Variables">
            {definitions.map((definition, index) => (
              <VariableRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a variable keeps its place while its name is edited
                key={index}
                definition={definition}
                uses={uses.get(definition.name) ?? NO_USES}
                jump={jump}
              />
            ))}
          </ul>
        </div>
      ) : (
        <p className="faint">No variables. Write {'{{name}}'} in the source, or add one here.</p>
      )}
      {missing.map((name) => (
        <p key={name} className={classes.missing}>
          <code dir="auto">{name}</code> is used and not declared.
          <Button onClick={() => declare(name)} aria-label={`Declare ${name}`}>
            Declare
          </Button>
        </p>
      ))}
      <div>
        <Button leftSection={<IconPlus className="icon" />} onClick={() => declare()}>
          Add a variable
        </Button>
      </div>
    </div>
  )
}
