import { create } from 'zustand'
import type { FieldError } from '../../../shared/errors.ts'
import type { Template } from '../../../shared/template.ts'
import type { TaggedTemplate } from '../../api/templates.ts'
import { BLANK, changedMembers, changesOf, type Draft, draftOf } from './draft.ts'
import { keepSamples, readSamples } from './samples.ts'

export interface Failure {
  text: string
  /** What is wrong with which member. */
  fields: readonly FieldError[]
}

export interface EditorState {
  /** As it is stored, as far as is known here; null for one that was never saved. */
  base: Template | null
  /** What the next save is held against. */
  etag: string | null
  /** What a draft that was never saved began as. */
  start: Draft
  draft: Draft
  /** What was typed to preview with, by variable. */
  samples: Readonly<Record<string, string>>
  /** The binding whose data the preview is drawn with; null for the samples. */
  shownWith: string | null
  isSaving: boolean
  failure: Failure | null
  /** What is stored now, where somebody else changed it while there are edits here. */
  theirs: TaggedTemplate | null
  /** Both versions are shown side by side. */
  isComparing: boolean
  /** It was deleted elsewhere; a save makes it anew. */
  isGone: boolean
}

const FIRST: EditorState = {
  base: null,
  etag: null,
  start: BLANK,
  draft: BLANK,
  samples: {},
  shownWith: null,
  isSaving: false,
  failure: null,
  theirs: null,
  isComparing: false,
  isGone: false,
}

/** The one template that is open in the editor. Only the functions below and saving.ts change it. */
export const useEditor = create<EditorState>(() => FIRST)
const { setState, getState } = useEditor

export function openTemplate({ template, etag }: TaggedTemplate): void {
  setState({ ...FIRST, base: template, etag, draft: draftOf(template), samples: readSamples(template.uid) })
}

export const openDraft = (start: Draft): void => setState({ ...FIRST, start, draft: start })

/** What the draft is compared with. */
export const storedOf = ({ base, start }: EditorState): Draft => base ?? start

export const hasEdits = (state: EditorState): boolean => changedMembers(storedOf(state), state.draft).length > 0
export const isDirty = (state: EditorState): boolean => state.isGone || hasEdits(state)
/** One that was never saved can be saved as it is. */
export const canSave = (state: EditorState): boolean => !state.isSaving && (state.base === null || isDirty(state))

export function edit(change: Partial<Draft>): void {
  setState(({ draft }) => ({ draft: { ...draft, ...change }, failure: null }))
}

/**
 * Back to what the farm has; where somebody else has saved in the meantime, to theirs.
 * @returns what brings the edits back, upon what they were made of: what is stored by then is still to be compared
 */
export function revert(): () => void {
  const { base, etag, draft } = getState()
  goBack()
  return () => {
    const now = getState()
    const stored = now.base && now.base !== base ? { template: now.base, etag: now.etag } : null
    setState({ base, etag, draft, failure: null, theirs: now.theirs ?? stored })
  }
}

function goBack(): void {
  const { theirs } = getState()
  if (theirs) openTemplate(theirs)
  else setState((state) => ({ draft: draftOf(storedOf(state)), failure: null }))
}

export function setSample(name: string, text: string): void {
  setState(({ samples }) => ({ samples: { ...samples, [name]: text } }))
  keepSamples(getState().base?.uid ?? null, getState().samples)
}

/** Draws the preview with the data of a binding, or with the samples. */
export const showWith = (shownWith: string | null): void => setState({ shownWith })

/** Takes what is stored now for what the edits are made of; the members that were edited here stay. */
export function rebase({ template, etag }: TaggedTemplate, before: Draft): void {
  setState(({ draft }) => ({
    base: template,
    etag,
    draft: { ...draftOf(template), ...changesOf(before, draft) },
    theirs: null,
    isComparing: false,
    failure: null,
    isGone: false,
  }))
}
