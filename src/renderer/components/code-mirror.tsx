import { html } from '@codemirror/lang-html'
import { json } from '@codemirror/lang-json'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { type EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import ReactCodeMirror from '@uiw/react-codemirror'
import { useEffect, useMemo, useState } from 'react'
import classes from './code-editor.module.css'
import type { CodeDiagnostic, CodeEditorProps } from './code-editor.tsx'
import { codeTheme } from './code-theme.ts'
import { handlebars } from './handlebars-mode.ts'

const SETUP = { highlightActiveLine: true, foldGutter: false, searchKeymap: true }
const NOTHING: readonly never[] = []
/** The desk's own keys go before the editor's. */
const ownKeys = Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }]))

/** The editor itself; code-editor.tsx loads it. */
export function CodeMirror(props: CodeEditorProps) {
  const { value, onChange, language, label, diagnostics = NOTHING, completions = NOTHING, readOnly, onHandle } = props
  const [view, setView] = useState<EditorView | null>(null)
  const extensions = useMemo(
    () => [
      ownKeys,
      codeTheme,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      ...(language === 'json' ? [json()] : [html({ autoCloseTags: true }), handlebars(completions)]),
      lintGutter(),
    ],
    [language, completions, label],
  )
  useEffect(() => {
    if (view) view.dispatch(setDiagnostics(view.state, placed(view.state, diagnostics)))
  }, [view, diagnostics])
  useEffect(() => {
    if (!view) return
    onHandle?.({ jumpTo: (line, column) => jump(view, line, column) })
    return () => onHandle?.(null)
  }, [view, onHandle])
  return (
    <div className={classes.editor}>
      <ReactCodeMirror
        value={value}
        onChange={onChange}
        theme="none"
        height="100%"
        basicSetup={SETUP}
        extensions={extensions}
        readOnly={readOnly ?? false}
        onCreateEditor={setView}
      />
    </div>
  )
}

const placed = (state: EditorState, diagnostics: readonly CodeDiagnostic[]): Diagnostic[] =>
  diagnostics.map(({ line, column, severity, message }) => {
    const from = offsetOf(state, line, column)
    // Up to the end of the word or expression, and one character at least.
    const rest = state.doc.sliceString(from, Math.min(state.doc.lineAt(from).to, from + 200))
    const length = /^(?:\{\{[^}]*\}{2,3}|[#/]?[^\s{}()"'<>=|;]+)/.exec(rest)?.[0].length ?? 1
    return { from, to: Math.min(state.doc.length, from + length), severity, message }
  })

function jump(view: EditorView, line: number, column: number): void {
  const anchor = offsetOf(view.state, line, column)
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
  view.focus()
}

function offsetOf({ doc }: EditorState, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines))
  return Math.min(to, from + column - 1)
}
