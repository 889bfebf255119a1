import { lineOf, type VariableUse } from '../../words/variable-uses.ts'
import { useEditor } from './editor-store.ts'

/** Goes to where the source reads a variable. */
export function jumpToUse({ from }: VariableUse, jump: (line: number, column: number) => void): void {
  const { html } = useEditor.getState().draft
  jump(lineOf(html, from), from - html.lastIndexOf('\n', from - 1))
}
