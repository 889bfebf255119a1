import type { Binding } from '../../shared/binding.ts'
import type { DryRun } from '../../shared/dry-run.ts'
import type { Json } from '../../shared/json.ts'
import { ask, pathOf, read } from './ask.ts'

/** A binding with the tag that a save of it is held against. */
export interface Tagged {
  binding: Binding
  etag: string | null
}

/** The last good data of a binding. */
export interface LastData {
  data: Json
  fetchedAt: string
  source: Binding['dataSource']['type']
  isCurrent: boolean
}

async function tagged(response: Response): Promise<Tagged> {
  const { binding } = (await response.json()) as { binding: Binding }
  return { binding, etag: response.headers.get('etag') }
}

/** What the binding editor asks of the farm. */
export const bindingDraftsApi = {
  get: async (uid: string) => tagged(await ask(pathOf('bindings', uid))),

  /** The key makes one binding of a save that is sent twice. */
  create: async (body: object, key: string) =>
    tagged(await ask('/bindings', { method: 'POST', body, headers: { 'idempotency-key': key } })),

  /** @throws {ApiError} 412 where the binding is no longer the one of the tag; its body holds the present one */
  save: async (uid: string, body: object, etag: string | null) =>
    tagged(
      await ask(pathOf('bindings', uid), { method: 'PUT', body, headers: etag === null ? {} : { 'if-match': etag } }),
    ),

  /** Saves nothing. A binding's own uid lends the secrets that are kept for it. */
  test: (uid: string | null, body: object, signal: AbortSignal) =>
    read<DryRun>(`${uid === null ? '/bindings/test' : pathOf('bindings', uid, 'test')}?details=true`, {
      method: 'POST',
      body,
      signal,
    }),

  lastData: (uid: string) => read<LastData>(pathOf('bindings', uid, 'data')),

  templatePicture: async (uid: string, signal: AbortSignal): Promise<Blob> =>
    (await ask(`${pathOf('templates', uid, 'thumbnail')}?width=480`, { signal })).blob(),
}
