import type { Binding } from '../../shared/binding.ts'
import type { DataSource } from '../../shared/data-source.ts'

/** Longest name that the farm takes. */
const MAX_NAME = 200

/** What is sent to make another binding like this one. Secrets stay behind: `set: false` keeps their place. */
export function copyOf(binding: Binding): object {
  const { name, templateId, dataSource, mapping, defaults, refreshPolicy, outputConfig } = binding
  const suffix = ' copy'
  return {
    name: `${name.slice(0, MAX_NAME - suffix.length)}${suffix}`,
    templateId,
    dataSource: withoutSecrets(dataSource),
    mapping,
    defaults,
    refreshPolicy,
    outputConfig,
  }
}

function withoutSecrets(source: DataSource): object {
  if (source.type !== 'http') return source
  const headers = Object.entries(source.headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : { set: false },
  ])
  const credentials = source.credentials && { ...source.credentials, set: false }
  return { ...source, headers: Object.fromEntries(headers), credentials }
}
