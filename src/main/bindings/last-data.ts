import { Problem } from '../../shared/errors.ts'
import type { BindingRepository, StoredData } from '../db/bindings.ts'
import { noBinding } from './no-binding.ts'
import { sourceKey } from './source-key.ts'

export interface LastData {
  data: StoredData
  source: 'http' | 'webhook' | 'static'
  /** Whether it answers the source that the binding has now. */
  isCurrent: boolean
}

/** The last good data of a binding. @throws {Problem} `binding-not-found`; `not-found` while there is none */
export async function lastData(bindings: Pick<BindingRepository, 'find' | 'data'>, uid: string): Promise<LastData> {
  const found = await bindings.find(uid)
  if (!found) throw noBinding(uid)
  const data = await bindings.data(uid)
  if (!data) throw new Problem('not-found', 'No data has come in yet.')
  const { binding } = found
  return { data, source: binding.dataSource.type, isCurrent: data.sourceKey === sourceKey(binding) }
}
