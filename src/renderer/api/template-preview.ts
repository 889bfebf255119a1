import type { z } from 'zod'
import type { previewAnswerSchema, previewSchema } from '../../shared/template.ts'
import { read } from './ask.ts'

export type TemplatePreview = z.infer<typeof previewAnswerSchema>

export const templatePreviewApi = {
  /** Draws what is not saved, and keeps nothing. */
  draw: (template: z.input<typeof previewSchema>) =>
    read<TemplatePreview>('/templates/preview', { method: 'POST', body: template }),
}
