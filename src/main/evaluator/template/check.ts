import type { TemplateCheck, TemplateSource } from '../job.ts'
import { compiled } from './compiled.ts'
import { rawFaults } from './raw-faults.ts'

/** All faults of a template, and the root variables that it uses. */
export function checkTemplate({ html, variableDefinitions }: TemplateSource): TemplateCheck {
  const template = compiled(html)
  const used = new Set(template.used.keys())
  if (template.usesAll) for (const { name } of variableDefinitions) used.add(name)
  const places = Object.fromEntries([...template.used].map(([name, { line, column }]) => [name, { line, column }]))
  return { faults: [...template.faults, ...rawFaults(template, variableDefinitions)], used: [...used], places }
}
