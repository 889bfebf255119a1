import type { Binding } from '../../../shared/binding.ts'
import type { DataSource } from '../../../shared/data-source.ts'
import type { HealthChoice } from '../../words/health.ts'
import type { CloudState } from '../../words/sync.ts'
import { isOfHealth, steadyHealth } from './choose-bindings.ts'

/** How many bindings there are of each kind that can be filtered by. */
export interface Facets {
  health: Partial<Record<HealthChoice, number>>
  template: Record<string, number>
  source: Partial<Record<DataSource['type'], number>>
  cloud: Partial<Record<CloudState, number>>
}

/** @param now epoch milliseconds */
export function countFacets(bindings: readonly Binding[], now: number): Facets {
  const facets: Facets = { health: {}, template: {}, source: {}, cloud: {} }
  const count = <K extends string>(counts: Partial<Record<K, number>>, key: K) => {
    counts[key] = (counts[key] ?? 0) + 1
  }
  for (const binding of bindings) {
    count(facets.health, steadyHealth(binding, now))
    if (isOfHealth(binding, 'attention', now)) count(facets.health, 'attention')
    count(facets.template, binding.templateId)
    count(facets.source, binding.dataSource.type)
    if (binding.cloud) count(facets.cloud, binding.cloud.state)
  }
  return facets
}
