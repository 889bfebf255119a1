import { performance } from 'node:perf_hooks'
import { Problem, toRunError } from '../../shared/errors.ts'
import type { FarmEvent } from '../../shared/events.ts'
import type { Json } from '../../shared/json.ts'
import type { NewImage } from '../db/images.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { composePage } from '../refresh/compose.ts'
import { renderPage } from '../refresh/render.ts'
import { encodeOwn, storePicture } from '../refresh/store.ts'
import { imageUrl } from '../views.ts'
import type { Drawing } from './drawing.ts'
import { findSizeFault, type Output } from './output.ts'
import { renderKey } from './render-key.ts'

export interface SingleRenderParts extends Drawing {
  now(): number
  baseUrl(): string
  /** Stores the picture with the events that tell of it, in one transaction. */
  commit(image: NewImage | null, events: FarmEvent[]): Promise<void>
}

/**
 * Draws a template once with the variables that were given, and keeps the picture.
 * @throws {Problem} what composing or drawing failed on, after the event that tells of it
 */
export async function renderTemplate(
  template: StoredTemplate,
  variables: Record<string, Json>,
  output: Output,
  parts: SingleRenderParts,
  signal: AbortSignal,
): Promise<NewImage> {
  checkOutput(output)
  const canvas = { template, output, locale: parts.locale(), browser: parts.renderer.state().version }
  try {
    const html = await composePage(template, variables, canvas.locale, parts.evaluator, signal)
    const who = { owner: template.uid, urgent: true, template }
    const rendered = await renderPage(html, output, template.jsEnabled, who, parts.renderer, signal)
    const owner = {
      source: 'api',
      bindingUid: null,
      templateUid: template.uid,
      renderKey: renderKey(canvas, variables),
    } as const
    const drawn = { html, rendered, output, javaScript: template.jsEnabled }
    const image = await storePicture(drawn, owner, parts.files, parts.now())
    await parts.commit(image, [completed(image, parts.baseUrl())])
    return image
  } catch (error) {
    if (!signal.aborted) await parts.commit(null, [failed(error, template, output)])
    throw error
  }
}

export interface Preview {
  content: Buffer
  width: number
  height: number
  timings: { compose: number; queue: number; render: number; encode: number }
}

/** Draws a template that need not be stored, and stores nothing. */
export async function previewTemplate(
  template: Pick<StoredTemplate, 'engine' | 'html' | 'variableDefinitions' | 'strictVariables' | 'jsEnabled'>,
  variables: Record<string, Json>,
  output: Output,
  owner: string,
  parts: Drawing,
  signal: AbortSignal,
): Promise<Preview> {
  checkOutput(output)
  const start = performance.now()
  const html = await composePage(template, variables, parts.locale(), parts.evaluator, signal)
  const composed = performance.now()
  const rendered = await renderPage(html, output, template.jsEnabled, { owner, urgent: true }, parts.renderer, signal)
  const drawn = performance.now()
  const content = await encodeOwn({ html, rendered, output, javaScript: template.jsEnabled })
  const { width, height, queueMs, renderMs } = rendered
  const timings = { compose: composed - start, queue: queueMs, render: renderMs, encode: performance.now() - drawn }
  return { content, width, height, timings }
}

function checkOutput(output: Output): void {
  const fault = findSizeFault(output, 'width')
  if (fault) throw new Problem('validation-error', fault.message, { fields: [fault] })
}

function completed({ image }: NewImage, baseUrl: string): FarmEvent {
  return {
    type: 'render.completed',
    data: {
      type: image.format === 'pdf' ? 'pdf' : 'image',
      source: 'api',
      imageId: image.id,
      url: imageUrl(image, baseUrl),
      width: image.width,
      height: image.height,
      templateId: image.templateUid,
      bindingId: null,
      renderedAt: new Date(image.createdAt).toISOString(),
    },
  }
}

function failed(error: unknown, template: StoredTemplate, output: Output): FarmEvent {
  const { code, message } = toRunError(error, 'render')
  const type = output.format === 'pdf' ? 'pdf' : 'image'
  return {
    type: 'render.failed',
    data: { type, templateId: template.uid, bindingId: null, error: message, errorCode: code },
  }
}
