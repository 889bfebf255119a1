import { sampleVariables } from '../../../shared/sample-variables.ts'
import type { Template } from '../../../shared/template.ts'

/** The template that the sample uses is not offered: its picture is there already. */
export const startersOf = (templates: readonly Template[], sampleTemplate: string | undefined): Template[] =>
  templates
    .filter(({ tags, uid }) => tags.includes('starter') && uid !== sampleTemplate)
    .sort((a, b) => a.name.localeCompare(b.name))

/** A binding of a template with data that can be edited: every variable with the value that the template is shown with. */
export function starterBinding(template: Template) {
  const data = sampleVariables(template)
  return {
    name: template.name,
    templateId: template.uid,
    dataSource: { type: 'static', data },
    mapping: Object.fromEntries(Object.keys(data).map((name) => [name, name])),
    refreshPolicy: { type: 'manual' },
  }
}
