import { create } from 'zustand'
import { useTemplates } from '../../../stores/templates.ts'
import { focusVariable, setPath, useEditor } from '../editor-store.ts'
import { variablesOf } from '../variables.ts'

/** What was mapped last, for those who can't see it. */
export const useMapped = create<{ said: string }>(() => ({ said: '' }))

/** The variable that a click on a value maps: the one that was looked at last, else the first that has no path. */
function variableInTurn(): string | null {
  const { draft, focused } = useEditor.getState()
  if (draft === null) return null
  const names = namesInOrder()
  if (focused !== null && names.includes(focused)) return focused
  return names.find((name) => !draft.mapping[name]) ?? names[0] ?? null
}

/** Maps a path to a variable. After one that had no path, the next without one is in turn. */
export function mapValue(path: string, variable = variableInTurn()): void {
  const { draft } = useEditor.getState()
  if (draft === null || variable === null || path === '') return
  const wasEmpty = !draft.mapping[variable]
  setPath(variable, path)
  const next = wasEmpty ? nextEmpty(variable) : variable
  focusVariable(next)
  useMapped.setState({ said: `${variable} is now ${path}.${next && next !== variable ? ` Next: ${next}.` : ''}` })
}

function nextEmpty(variable: string): string | null {
  const { draft } = useEditor.getState()
  const names = namesInOrder()
  const at = names.indexOf(variable)
  return [...names.slice(at + 1), ...names.slice(0, at)].find((name) => !draft?.mapping[name]) ?? variable
}

function namesInOrder(): string[] {
  const { draft } = useEditor.getState()
  if (draft === null) return []
  return variablesOf(useTemplates.getState().byUid[draft.templateId], draft).map(({ name }) => name)
}
