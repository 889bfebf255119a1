import { lazy } from 'react'
import { ahead } from './load-ahead.ts'
import { LoadedPart } from './loaded-part.tsx'

/** Something to be said about a place of the source. Lines and columns count from 1. */
export interface CodeDiagnostic {
  line: number
  column: number
  severity: 'error' | 'warning' | 'info'
  message: string
}

/** A word that can be completed between the braces of a template. */
export interface CodeCompletion {
  label: string
  kind: 'variable' | 'helper' | 'block'
  /** What it takes, or its type. */
  detail: string
  info: string
}

/** What can be done with an editor from outside. */
export interface CodeHandle {
  /** Puts the caret there, in sight, and gives it the focus. */
  jumpTo(line: number, column: number): void
}

export interface CodeEditorProps {
  value: string
  onChange(value: string): void
  language: 'html-handlebars' | 'json'
  /** Its name, for those who don't see what is beside it. */
  label: string
  diagnostics?: readonly CodeDiagnostic[]
  completions?: readonly CodeCompletion[]
  readOnly?: boolean
  /** Given once the editor stands, and null when it goes. */
  onHandle?(handle: CodeHandle | null): void
}

const CodeMirror = lazy(ahead(() => import('./code-mirror.tsx').then(({ CodeMirror }) => ({ default: CodeMirror }))))

/** A text editor for code, loaded when one is first needed. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <LoadedPart name="The code editor">
      <CodeMirror {...props} />
    </LoadedPart>
  )
}
