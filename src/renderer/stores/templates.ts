import { create } from 'zustand'
import type { Template } from '../../shared/template.ts'

export interface TemplatesState {
  byUid: Readonly<Record<string, Template>>
  isLoaded: boolean
}

export const useTemplates = create<TemplatesState>(() => ({ byUid: {}, isLoaded: false }))

export function replaceTemplates(templates: readonly Template[]): void {
  const byUid = Object.fromEntries(templates.map((template) => [template.uid, template]))
  useTemplates.setState({ byUid, isLoaded: true })
}

export function putTemplate(template: Template): void {
  useTemplates.setState(({ byUid }) => ({ byUid: { ...byUid, [template.uid]: template } }))
}

export function dropTemplate(uid: string): void {
  useTemplates.setState(({ byUid: { [uid]: _gone, ...byUid } }) => ({ byUid }))
}
