import type { ChangeEvent } from '../shared/events.ts'
import { ApiError } from './api/ask.ts'
import { templatesApi } from './api/templates.ts'
import type { StreamEvent } from './event-stream.ts'
import { dropTemplate, putTemplate } from './stores/templates.ts'

/** Keeps the store of templates as the farm is: call it with every event of the stream. It throws nothing. */
export function takeTemplateNews({ type, data }: StreamEvent): void {
  if (!type.startsWith('template.')) return
  const { templateId } = (JSON.parse(data) as { data: Extract<ChangeEvent, { data: { templateId: string } }>['data'] })
    .data
  if (type === 'template.deleted') dropTemplate(templateId)
  else void loadTemplate(templateId)
}

/** Reads one template again; one that is gone is dropped. The next reading of all mends what can't be read now. */
async function loadTemplate(uid: string): Promise<void> {
  try {
    putTemplate((await templatesApi.get(uid)).template)
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) dropTemplate(uid)
  }
}
