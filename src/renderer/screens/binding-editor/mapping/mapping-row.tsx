import { ActionIcon, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { TYPE_WORDS } from '../../../words/variable-type.ts'
import { focusVariable, pointAt, setDefault, setPath, useDraft, useEditor, useFault } from '../editor-store.ts'
import { useTrial } from '../trial-store.ts'
import type { Variable } from '../variables.ts'
import { DefaultInput } from './default-input.tsx'
import classes from './mapping-list.module.css'
import { pathText, stepsIn } from './path-text.ts'
import { RowValue } from './row-value.tsx'
import { useValueNow } from './use-value-now.ts'

/** One variable ← its path ← its default, and the value that it has now. */
export function MappingRow({ variable }: { variable: Variable }) {
  const { name, isUnused, isRequired } = variable
  const path = useDraft(({ mapping }) => mapping[name] ?? '')
  const fallback = useDraft(({ defaults }) => defaults[name])
  const isInTurn = useEditor(({ focused }) => focused === name)
  const node = useTrial(({ sample }) => (sample === null ? '' : pathText(stepsIn(sample.data, path) ?? [])))
  const isLit = useEditor(({ pointedAt }) => node !== '' && pointedAt === node)
  const now = useValueNow(variable)
  const fault = useFault(`mapping.${name}`)
  const remove = () => {
    setPath(name, '')
    setDefault(name, undefined)
  }
  return (
    <li
      className={classes.row}
      data-turn={isInTurn || undefined}
      data-lit={isLit || undefined}
      onFocus={() => focusVariable(name)}
      onMouseEnter={() => pointAt(node === '' ? null : node)}
      onMouseLeave={() => pointAt(null)}
    >
      <div className={classes.head}>
        <button
          type="button"
          className={classes.name}
          aria-pressed={isInTurn}
          title={variable.description || 'Click a value to map it here'}
        >
          <bdi>{name}</bdi>
        </button>
        <span className={classes.type}>
          {isUnused ? 'not in the template' : TYPE_WORDS[variable.type].toLowerCase()}
          {isRequired ? ', required' : ''}
        </span>
        <RowValue now={now} isRequired={isRequired} />
      </div>
      <div className={classes.inputs}>
        <TextInput
          aria-label={`Path of ${name}`}
          data-field={`mapping.${name}`}
          placeholder="Path, e.g. items[0].title"
          spellCheck={false}
          autoComplete="off"
          value={path}
          error={now.kind === 'fault' ? now.message : fault}
          onChange={({ currentTarget }) => setPath(name, currentTarget.value)}
        />
        <DefaultInput variable={variable} value={fallback} isConstant={path === ''} />
        {isUnused ? (
          <ActionIcon aria-label={`Remove ${name}`} title="Remove" onClick={remove}>
            <IconTrash className="icon" aria-hidden />
          </ActionIcon>
        ) : null}
      </div>
    </li>
  )
}
