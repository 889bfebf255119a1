import type { DataSource } from '../shared/data-source.ts'
import type { Json } from '../shared/json.ts'
import { ApiError } from './api/ask.ts'
import { bindingDraftsApi } from './api/binding-drafts.ts'

/** There is nothing to draw from; the message says so, for the place where the picture would be. */
export class NoData extends Error {
  override readonly name = 'NoData'
  constructor() {
    super('There is no data here yet to draw it from.')
  }
}

/** The last good data of a binding: its source is not asked. @throws {NoData} */
export async function lastDataOf(uid: string, source: Pick<DataSource, 'type'> & { data?: Json }): Promise<Json> {
  if (source.type === 'static') return source.data ?? null
  try {
    return (await bindingDraftsApi.lastData(uid)).data
  } catch (error) {
    throw error instanceof ApiError && error.status === 404 ? new NoData() : error
  }
}
