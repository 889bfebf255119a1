import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { EditorState, type Extension, type Range } from '@codemirror/state'
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { type Mustache, readMustaches } from '../words/mustache.ts'
import type { CodeCompletion } from './code-editor.tsx'

/** How far back an expression may have begun, in characters. */
const LOOKED_BACK = 1000

/** Handlebars over another language: its expressions stand out, and their words can be completed. */
export function handlebars(completions: readonly CodeCompletion[]): Extension {
  // Made once: the editor tells sources apart by identity, and drops what a new one never gave.
  const data = [{ autocomplete: completeIn(completions) }]
  return [highlighting, EditorState.languageData.of(() => data)]
}

const highlighting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = decorate(view)
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate) {
      if (docChanged || viewportChanged) this.decorations = decorate(view)
    }
  },
  { decorations: ({ decorations }) => decorations },
)

/** What is in sight alone, so that a long source costs no more than a short one. */
function decorate({ state, visibleRanges }: EditorView): DecorationSet {
  const ranges = visibleRanges.flatMap(({ from, to }) => {
    const start = Math.max(0, from - LOOKED_BACK)
    const text = state.doc.sliceString(start, Math.min(state.doc.length, to + LOOKED_BACK))
    return readMustaches(text, start).flatMap(marksOf)
  })
  return Decoration.set(ranges, true)
}

const mark = (name: string) => Decoration.mark({ class: name })
const WHOLE = mark('cm-mustache')
const COMMENT = mark('cm-mustache cm-mustache-comment')
const MARKS = Object.fromEntries(
  ['keyword', 'helper', 'path', 'string', 'number'].map((kind) => [kind, mark(`cm-mustache-${kind}`)]),
)

const marksOf = ({ kind, from, to, tokens }: Mustache): Range<Decoration>[] => [
  (kind === 'comment' ? COMMENT : WHOLE).range(from, to),
  ...tokens.flatMap((token) => MARKS[token.kind]?.range(token.from, token.to) ?? []),
]

const completeIn =
  (completions: readonly CodeCompletion[]) =>
  (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - LOOKED_BACK), context.pos)
    const inside = /\{\{(?![!])[^{}]*$/.exec(before)
    if (!inside || /["'][^"']*$/.test(inside[0].replace(/"[^"]*"|'[^']*'/g, ''))) return null
    const word = /#?[\p{L}\p{N}_$-]*$/u.exec(before)?.[0] ?? ''
    // A member of something else is no variable of the template.
    if (/[./@]$/.test(before.slice(0, before.length - word.length))) return null
    return { from: context.pos - word.length, options: completions.map(toOption), validFor: /^#?[\p{L}\p{N}_$-]*$/u }
  }

const TYPES = { variable: 'variable', helper: 'function', block: 'keyword' } as const
/** One's own variables are meant more often than the language's helpers. */
const BOOST = { variable: 10, block: 1, helper: 0 } as const

const toOption = ({ label, kind, detail, info }: CodeCompletion): Completion => ({
  label,
  detail,
  info,
  type: TYPES[kind],
  boost: BOOST[kind],
})
