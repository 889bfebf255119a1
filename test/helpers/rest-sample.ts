import { STATUS_SOURCE } from '../../src/shared/data-source.ts'
import type { TestFarm } from './farm.ts'

/**
 * Pauses the sample binding of a first start, once its picture is drawn. It is due every minute: a test that counts
 * runs, events or pictures would find those of the sample among its own, if the machine is slow enough.
 */
export async function restSample({ call }: Pick<TestFarm, 'call'>): Promise<void> {
  for (const { uid, dataSource } of (await call('GET', '/bindings?limit=100')).json.bindings) {
    if (dataSource.url !== STATUS_SOURCE) continue
    await call('POST', `/bindings/${uid}/refresh?wait=true`)
    await call('POST', `/bindings/${uid}/pause`)
  }
}
