import type { Binding } from '../../shared/binding.ts'
import type { Image } from '../../shared/image.ts'
import type { Pagination } from '../../shared/pagination.ts'
import type { Run } from '../../shared/run.ts'
import { copyOf } from '../words/copy.ts'
import { type Ask, ask, inTurns, pathOf, read, readAll } from './ask.ts'

const bindingOf = async (path: string, options?: Ask): Promise<Binding> =>
  (await read<{ binding: Binding }>(path, options)).binding
/** Most bindings that the farm answers at a time. */
const AT_A_TIME = 100
const POST = { method: 'POST' } as const

export const bindingsApi = {
  all: (onFirst?: (some: Binding[]) => void) => readAll('/bindings', (page) => page.bindings as Binding[], onFirst),
  /** Those of them that are there. */
  async some(uids: readonly string[]): Promise<Binding[]> {
    const starts = Array.from({ length: Math.ceil(uids.length / AT_A_TIME) }, (_, i) => i * AT_A_TIME)
    const pages = await inTurns(starts, (start) => {
      const these = uids.slice(start, start + AT_A_TIME).map(encodeURIComponent)
      return read<{ bindings: Binding[] }>(`/bindings?limit=${AT_A_TIME}&uids=${these.join(',')}`)
    })
    return pages.flatMap(({ bindings }) => bindings)
  },
  get: (uid: string) => bindingOf(pathOf('bindings', uid)),
  create: (definition: unknown) => bindingOf('/bindings', { method: 'POST', body: definition }),
  pause: (uid: string) => bindingOf(pathOf('bindings', uid, 'pause'), POST),
  resume: (uid: string) => bindingOf(pathOf('bindings', uid, 'resume'), POST),
  restore: (uid: string) => bindingOf(pathOf('bindings', uid, 'restore'), POST),
  duplicate: (binding: Binding) => bindingOf('/bindings', { ...POST, body: copyOf(binding) }),
  refresh: (uid: string) => read<{ runId: string }>(pathOf('bindings', uid, 'refresh'), POST),
  remove: (uid: string) => read<{ deleted: true }>(pathOf('bindings', uid), { method: 'DELETE' }),
  images: (uid: string, limit: number) =>
    read<{ images: Image[]; pagination: Pagination }>(`${pathOf('bindings', uid, 'images')}?limit=${limit}`),
  /** Its picture, small. @param width CSS pixels at most */
  thumbnail: async (uid: string, width: number, signal: AbortSignal): Promise<Blob> =>
    (await ask(`${pathOf('bindings', uid, 'thumbnail')}?width=${width}`, { signal })).blob(),
  runs: (uid: string, page: number, limit: number) =>
    read<{ runs: Run[]; pagination: Pagination }>(`${pathOf('bindings', uid, 'runs')}?page=${page}&limit=${limit}`),
}
