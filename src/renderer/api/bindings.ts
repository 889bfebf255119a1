import type { Binding } from '../../shared/binding.ts'
import type { Pagination } from '../../shared/pagination.ts'
import type { Run } from '../../shared/run.ts'
import { type Ask, pathOf, read, readAll } from './ask.ts'

const bindingOf = async (path: string, options?: Ask): Promise<Binding> =>
  (await read<{ binding: Binding }>(path, options)).binding
const POST = { method: 'POST' } as const

export const bindingsApi = {
  all: () => readAll('/bindings', (page) => page.bindings as Binding[]),
  get: (uid: string) => bindingOf(pathOf('bindings', uid)),
  create: (definition: unknown) => bindingOf('/bindings', { method: 'POST', body: definition }),
  pause: (uid: string) => bindingOf(pathOf('bindings', uid, 'pause'), POST),
  resume: (uid: string) => bindingOf(pathOf('bindings', uid, 'resume'), POST),
  restore: (uid: string) => bindingOf(pathOf('bindings', uid, 'restore'), POST),
  refresh: (uid: string) => read<{ runId: string }>(pathOf('bindings', uid, 'refresh'), POST),
  remove: (uid: string) => read<{ deleted: true }>(pathOf('bindings', uid), { method: 'DELETE' }),
  runs: (uid: string, page: number, limit: number) =>
    read<{ runs: Run[]; pagination: Pagination }>(`${pathOf('bindings', uid, 'runs')}?page=${page}&limit=${limit}`),
}
