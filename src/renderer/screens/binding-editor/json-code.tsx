import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Prec } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import CodeMirror from '@uiw/react-codemirror'
import classes from './json-code.module.css'

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: 'var(--text-small)' },
  '.cm-content': { fontFamily: 'var(--font-code)', caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-faint)', borderRight: 'none' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection': {
    backgroundColor: 'var(--accent-soft)',
  },
})
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
])
/** Ctrl+Enter tests; here it would break the line. Tab goes on to the next field, as it does elsewhere. */
const own = Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }]))
const extensions = [
  own,
  json(),
  lineNumbers(),
  history(),
  keymap.of([...defaultKeymap, ...historyKeymap]),
  EditorView.lineWrapping,
  look,
  syntaxHighlighting(colours),
]

interface JsonCodeProps {
  label: string
  field?: string
  text: string
  onChange(text: string): void
}

/** JSON to be written by hand. */
export function JsonCode({ label, field, text, onChange }: JsonCodeProps) {
  return (
    <CodeMirror
      className={classes.code ?? ''}
      value={text}
      theme="none"
      basicSetup={false}
      indentWithTab={false}
      minHeight="12rem"
      maxHeight="28rem"
      extensions={[
        ...extensions,
        EditorView.contentAttributes.of({ 'aria-label': label, ...(field && { 'data-field': field }) }),
      ]}
      onChange={onChange}
    />
  )
}
