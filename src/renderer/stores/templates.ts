import { create } from 'zustand'
import type { Template } from '../../shared/template.ts'

export interface TemplatesState {
  byUid: Readonly<Record<string, Template>>
  isLoaded: boolean
}

export const useTemplates = create<TemplatesState>(() => ({ byUid: {}, isLoaded: false }))

const { setState, getState } = useTemplates

export function replaceTemplates(templates: readonly Template[]): void {
  const before = getState().byUid
  const byUid = Object.fromEntries(
    templates.map((template) => [template.uid, keepEqual(before[template.uid], template)]),
  )
  setState({ byUid, isLoaded: true })
}

export function putTemplate(template: Template): void {
  const before = getState().byUid
  setState({ byUid: { ...before, [template.uid]: keepEqual(before[template.uid], template) } })
}

export function dropTemplate(uid: string): void {
  const { [uid]: _gone, ...byUid } = getState().byUid
  setState({ byUid })
}

/** The same object for the same content, so that what did not change is not drawn again. */
const keepEqual = (before: Template | undefined, now: Template): Template =>
  before && JSON.stringify(before) === JSON.stringify(now) ? before : now
