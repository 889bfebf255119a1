import { create } from 'zustand'
import type { Binding } from '../../../shared/binding.ts'
import type { FieldError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { Tagged } from '../../api/binding-drafts.ts'
import { type Draft, definitionOf, draftOf, isSame } from './draft.ts'
import type { SourceDraft } from './source/source-draft.ts'
import { useTrial } from './trial-store.ts'

export interface EditorState {
  phase: 'loading' | 'choosing' | 'ready' | 'gone' | 'failed'
  /** Null for one that was never saved. */
  uid: string | null
  etag: string | null
  /** The binding as it was when it was read or saved last. */
  binding: Binding | null
  /** What Revert goes back to. */
  saved: Draft | null
  draft: Draft | null
  /** What the farm says is wrong with which member. */
  faults: readonly FieldError[]
  isSaving: boolean
  /** The binding as somebody else has saved it in the meantime. */
  theirs: Binding | null
  isMerging: boolean
  /** The variable that a click on a value maps. */
  focused: string | null
  /** The path under the pointer, of the tree or of a row. */
  pointedAt: string | null
}

export const CLOSED: EditorState = {
  phase: 'loading',
  uid: null,
  etag: null,
  binding: null,
  saved: null,
  draft: null,
  faults: [],
  isSaving: false,
  theirs: null,
  isMerging: false,
  focused: null,
  pointedAt: null,
}

/** The binding that is being edited. */
export const useEditor = create<EditorState>(() => CLOSED)
const { setState, getState } = useEditor

/** What is drawn only while there is a draft may count on it. */
export function useDraft<T>(pick: (draft: Draft) => T): T {
  return useEditor(({ draft }) => {
    if (draft === null) throw new Error('There is no draft to draw')
    return pick(draft)
  })
}

export const useIsDirty = (): boolean => useEditor(isDirty)
export const isDirty = ({ draft, saved }: EditorState): boolean =>
  draft !== null && saved !== null && draft !== saved && !isSame(draft, saved)

/** The fault of one member. It stands until the member is edited. */
export const useFault = (field: string): string | undefined =>
  useEditor(({ faults }) => faults.find((fault) => fault.field === field)?.message)

export function edit(change: Partial<Draft>): void {
  const { draft, faults } = getState()
  if (draft === null) return
  setState({ draft: { ...draft, ...change }, faults: faults.filter(({ field }) => !isIn(field, Object.keys(change))) })
}

const isIn = (field: string, members: string[]): boolean =>
  members.some((member) => field === member || field.startsWith(`${member}.`))

export function editSource(change: Partial<SourceDraft>): void {
  const { draft, faults } = getState()
  if (draft === null) return
  setState({
    draft: { ...draft, source: { ...draft.source, ...change } },
    faults: faults.filter(({ field }) => !field.startsWith('dataSource')),
  })
  // Why another source failed says nothing of this one.
  if (useTrial.getState().test?.error) useTrial.setState({ test: null })
  useTrial.setState({ refusal: null })
}

export function setPath(variable: string, path: string): void {
  const { draft, faults } = getState()
  if (draft === null) return
  const { [variable]: _before, ...rest } = draft.mapping
  const mapping = path === '' ? rest : { ...draft.mapping, [variable]: path }
  setState({ draft: { ...draft, mapping }, faults: faults.filter(({ field }) => field !== `mapping.${variable}`) })
}

/** Undefined takes the default away. */
export function setDefault(variable: string, value: Json | undefined): void {
  const { draft, faults } = getState()
  if (draft === null) return
  const { [variable]: _before, ...rest } = draft.defaults
  const defaults = value === undefined ? rest : { ...draft.defaults, [variable]: value }
  setState({ draft: { ...draft, defaults }, faults: faults.filter(({ field }) => field !== `defaults.${variable}`) })
}

export const focusVariable = (focused: string | null): void => setState({ focused })
export const pointAt = (pointedAt: string | null): void => {
  if (getState().pointedAt !== pointedAt) setState({ pointedAt })
}

/**
 * Back to what the farm has; where somebody else has saved in the meantime, to theirs.
 * @returns what brings the edits back, upon what they were made of: what is saved by then is still to be merged
 */
export function revert(): () => void {
  const { saved, draft, binding, faults } = getState()
  goBack()
  return () => {
    const now = getState()
    // A pause or the like brings another binding with the same definition: that is nothing to go back behind.
    const before = now.saved === saved ? {} : { binding, theirs: now.theirs ?? now.binding }
    setState({ saved, draft, faults, ...before })
  }
}

function goBack(): void {
  const { saved, theirs } = getState()
  if (theirs === null) {
    setState({ draft: saved, faults: [] })
    return
  }
  const draft = draftOf(theirs)
  setState({ saved: draft, draft, binding: theirs, theirs: null, isMerging: false, faults: [] })
}

/** Starts from what the farm has, or goes on with what was written while it was saved. */
export function takeSaved({ binding, etag }: Tagged, saved: Draft, draft = saved): void {
  setState({
    phase: 'ready',
    uid: binding.uid,
    etag,
    binding,
    saved,
    draft,
    faults: [],
    theirs: null,
    isMerging: false,
  })
}

/** Whether the farm's binding is defined otherwise than the one that editing began with. */
export function isDefinedOtherwise(a: Draft, b: Draft): boolean {
  return JSON.stringify(definitionOf(a)) !== JSON.stringify(definitionOf(b))
}
