import type { Template } from '../../shared/template.ts'
import { pathOf, read, readAll } from './ask.ts'

export const templatesApi = {
  get: async (uid: string) => (await read<{ template: Template }>(pathOf('templates', uid))).template,
  all: () => readAll('/templates', (page) => page.templates as Template[]),
}
