import type { Template } from '../../shared/template.ts'
import { readAll } from './ask.ts'

export const templatesApi = {
  all: () => readAll('/templates', (page) => page.templates as Template[]),
}
