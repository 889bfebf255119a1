import type { Template } from '../../../shared/template.ts'
import { ApiError } from '../../api/ask.ts'
import { type TaggedTemplate, templatesApi } from '../../api/templates.ts'
import { notify } from '../../notify.tsx'
import { putTemplate } from '../../stores/templates.ts'
import { changesOf, type Draft } from './draft.ts'
import { isDirty, openTemplate, rebase, useEditor } from './editor-store.ts'
import { keepSamples } from './samples.ts'

const { getState, setState } = useEditor

/** Saves the draft. Null where that failed, which the editor's state then tells. It throws nothing. */
export async function save(): Promise<Template | null> {
  const { draft: sent, base, isGone, etag, isSaving, samples } = getState()
  if (isSaving) return null
  setState({ isSaving: true, failure: null })
  try {
    const saved =
      base === null || isGone
        ? await templatesApi.create(sent)
        : await templatesApi.save(base.uid, changesOf(base, sent), etag)
    putTemplate(saved.template)
    // What was typed while it was saved stays to be saved.
    rebase(saved, sent)
    keepSamples(saved.template.uid, samples)
    tellDeclared(saved.addedVariables.map(({ name }) => name))
    return saved.template
  } catch (error) {
    await takeFailure(error, base?.uid ?? null)
    return null
  } finally {
    setState({ isSaving: false })
  }
}

/** The head of the editor says that it is saved; only what is not asked for is worth a notice. */
function tellDeclared(names: string[]): void {
  if (names.length === 0) return
  notify({ kind: 'done', text: `Declared as text: ${names.map((name) => `“${name}”`).join(', ')}.` })
}

async function takeFailure(error: unknown, uid: string | null): Promise<void> {
  if (error instanceof ApiError && uid !== null) {
    const theirs = error.status === 412 ? await templatesApi.get(uid).catch(() => null) : null
    if (theirs) return setState({ theirs, isComparing: true })
    if (error.status === 404) return setState({ isGone: true })
  }
  const fields = error instanceof ApiError ? error.fields : []
  setState({ failure: { text: (error as Error).message, fields } })
}

/** Takes in that the stored template is now another, or gone: silently where there is nothing to lose. */
export async function takeNews(now: Template | undefined): Promise<void> {
  const { base, isSaving } = getState()
  if (base === null || isSaving) return
  if (now === undefined) return setState({ isGone: true })
  if (now.updatedAt === base.updatedAt) return
  const found = await templatesApi.get(now.uid).catch(() => null)
  const state = getState()
  if (!found || state.base?.uid !== found.template.uid || found.template.updatedAt === state.base.updatedAt) return
  if (isDirty(state)) setState({ theirs: found, isGone: false })
  else openTemplate(found)
}

/** Goes on with what is stored, and drops the edits. */
export const takeTheirs = (theirs: TaggedTemplate): void => openTemplate(theirs)

/** Goes on with the edits, upon what is stored. */
export const keepMine = (theirs: TaggedTemplate, base: Draft): void => rebase(theirs, base)
