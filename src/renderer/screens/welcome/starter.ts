import type { Template } from '../../../shared/template.ts'

/** The template that the sample uses is not offered: its picture is there already. */
export const startersOf = (templates: readonly Template[], sampleTemplate: string | undefined): Template[] =>
  templates
    .filter(({ tags, uid }) => tags.includes('starter') && uid !== sampleTemplate)
    .sort((a, b) => a.name.localeCompare(b.name))

/** A binding of a template with data that can be edited: every variable with the value that it has by default. */
export function starterBinding({ uid, name, variableDefinitions }: Template) {
  const known = variableDefinitions.filter(({ defaultValue }) => defaultValue !== undefined && defaultValue !== null)
  return {
    name,
    templateId: uid,
    dataSource: {
      type: 'static',
      data: Object.fromEntries(known.map(({ name, defaultValue }) => [name, defaultValue])),
    },
    mapping: Object.fromEntries(known.map(({ name }) => [name, name])),
    refreshPolicy: { type: 'manual' },
  }
}
