import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const view = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: 'var(--text-line)' },
  '.cm-content': { caretColor: 'var(--ink)', padding: 'var(--space-2) 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-faint)', borderRight: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--code-selected)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--hover)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--code-selected)', outline: 'none' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--sunken)', border: 'none', color: 'var(--ink-faint)' },
  '.cm-mustache': { backgroundColor: 'var(--code-mustache-soft)', borderRadius: 'var(--space-half)' },
  '.cm-mustache, .cm-mustache span': { color: 'var(--code-mustache)' },
  '.cm-mustache-comment.cm-mustache-comment, .cm-mustache-comment.cm-mustache-comment span': {
    color: 'var(--ink-faint)',
  },
  '.cm-mustache-keyword, .cm-mustache-helper': { fontWeight: 'var(--weight-strong)' },
  '.cm-mustache-path.cm-mustache-path, .cm-mustache-path.cm-mustache-path span': { color: 'var(--ink)' },
  '.cm-mustache-string.cm-mustache-string, .cm-mustache-string.cm-mustache-string span': { color: 'var(--code-text)' },
  '.cm-mustache-number.cm-mustache-number, .cm-mustache-number.cm-mustache-number span': {
    color: 'var(--code-number)',
  },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: 'var(--focus-ring) solid var(--bad)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', borderBottom: 'var(--focus-ring) dotted var(--warn)' },
  '.cm-lintRange-info': { backgroundImage: 'none', borderBottom: 'var(--hairline) dashed var(--ink-faint)' },
  '.cm-lint-marker': { content: 'normal', width: 'var(--space-2)', height: 'var(--space-2)', margin: '0.35em auto' },
  '.cm-lint-marker-error': { content: 'normal', borderRadius: '50%', background: 'var(--bad)' },
  '.cm-lint-marker-warning': { content: 'normal', rotate: '45deg', background: 'var(--warn)' },
  '.cm-lint-marker-info': { content: 'normal', background: 'var(--ink-faint)' },
  '.cm-diagnostic': { padding: 'var(--space-1) var(--space-2)', fontFamily: 'var(--font)', borderLeft: 'none' },
  '.cm-tooltip, .cm-panels': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: 'var(--hairline) solid var(--line)',
    borderRadius: 'var(--radius)',
  },
  '.cm-panels': { borderRadius: '0' },
  '.cm-panel input, .cm-panel button, .cm-panel label': { fontSize: 'var(--text)', fontFamily: 'var(--font)' },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--surface)',
    backgroundImage: 'none',
    color: 'var(--ink)',
    border: 'var(--hairline) solid var(--line)',
    borderRadius: 'var(--radius)',
    minHeight: 'var(--target)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-code)', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: 'var(--space-half) var(--space-2)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-faint)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: 'var(--weight-strong)' },
  '.cm-tooltip.cm-completionInfo': { padding: 'var(--space-2)', fontFamily: 'var(--font)' },
  '.cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--good-soft)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--bad-soft)' },
  '&.cm-merge-a .cm-changedText': { background: 'none', borderBottom: 'var(--focus-ring) solid var(--bad)' },
  '&.cm-merge-b .cm-changedText': { background: 'none', borderBottom: 'var(--focus-ring) solid var(--good)' },
  '.cm-collapsedLines': {
    background: 'var(--sunken)',
    color: 'var(--ink-faint)',
    fontFamily: 'var(--font)',
    padding: 'var(--space-1) var(--space-2)',
  },
})

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket, tags.keyword], color: 'var(--code-tag)' },
  { tag: [tags.attributeName, tags.propertyName, tags.className], color: 'var(--code-name)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--code-text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.unit, tags.color, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.documentMeta], color: 'var(--ink-faint)' },
])

/** Code in the tokens of tokens.css, which each know their light and their dark. */
export const codeTheme: Extension = [view, syntaxHighlighting(colours)]
