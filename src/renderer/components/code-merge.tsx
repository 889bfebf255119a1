import { html } from '@codemirror/lang-html'
import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { CodeDiffProps } from './code-diff.tsx'
import classes from './code-merge.module.css'
import { codeTheme } from './code-theme.ts'
import { handlebars } from './handlebars-mode.ts'

/** Lines around a change that are shown. */
const MARGIN = 3

/** The comparison itself; code-diff.tsx loads it. */
export function CodeMerge({ before, after, labels }: CodeDiffProps) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return
    const view = new MergeView({
      a: sideOf(before, labels.before),
      b: sideOf(after, labels.after),
      parent: host.current,
      collapseUnchanged: { margin: MARGIN, minSize: 2 * MARGIN },
      gutter: true,
    })
    return () => view.destroy()
  }, [before, after, labels.before, labels.after])
  return <div ref={host} className={classes.merge} />
}

const sideOf = (doc: string, label: string) => ({
  doc,
  extensions: [
    lineNumbers(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
    html(),
    handlebars([]),
    codeTheme,
  ],
})
