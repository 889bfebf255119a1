import { useMemo } from 'react'
import { CodeEditor, type CodeHandle } from '../../components/code-editor.tsx'
import { bytes } from '../../words/time.ts'
import { completionsOf } from './completions.ts'
import { edit, useEditor } from './editor-store.ts'
import { diagnosticsOf, type Problem } from './problems.ts'
import { ProblemsList } from './problems-list.tsx'
import classes from './source-pane.module.css'

interface SourcePaneProps {
  problems: readonly Problem[]
  /** Why the source could not be checked. */
  error: Error | null
  onHandle(handle: CodeHandle | null): void
  jump(line: number, column: number): void
}

const setHtml = (html: string) => edit({ html })

/** The source, and what is wrong with it. */
export function SourcePane({ problems, error, onHandle, jump }: SourcePaneProps) {
  const html = useEditor(({ draft }) => draft.html)
  const definitions = useEditor(({ draft }) => draft.variableDefinitions)
  const completions = useMemo(() => completionsOf(definitions), [definitions])
  const diagnostics = useMemo(() => diagnosticsOf(problems), [problems])
  return (
    <section className={classes.source} aria-label="Source" data-pane tabIndex={-1}>
      <div className={classes.code}>
        <CodeEditor
          value={html}
          onChange={setHtml}
          language="html-handlebars"
          label="Source, HTML with Handlebars"
          diagnostics={diagnostics}
          completions={completions}
          onHandle={onHandle}
        />
      </div>
      <ProblemsList problems={problems} error={error} jump={jump}>
        <span className={classes.hint}>Esc, then Tab leaves the editor</span>
        <span className={classes.size}>{bytes(new TextEncoder().encode(html).length)} of 512 kB</span>
      </ProblemsList>
    </section>
  )
}
