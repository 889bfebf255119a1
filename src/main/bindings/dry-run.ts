import { blockedSchema } from '../../shared/blocked.ts'
import type { DryRun } from '../../shared/dry-run.ts'
import { Problem, toRunError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { CONTENT_TYPES } from '../pictures/content-types.ts'
import type { Drawing } from '../pictures/drawing.ts'
import { resolveOutput } from '../pictures/output.ts'
import { composePage } from '../refresh/compose.ts'
import { responseFactsOf } from '../refresh/fetch-request.ts'
import { mapData, unusedNames } from '../refresh/map.ts'
import { renderPage } from '../refresh/render.ts'
import { readSource, type SourceData, type SourceParts } from '../refresh/source.ts'
import { encodeOwn } from '../refresh/store.ts'
import type { RunInput } from '../runs/run-input.ts'
import { beginRun } from '../runs/run-record.ts'

type DryRunParts = SourceParts & Drawing & { now(): number; onUnexpected(error: unknown): void }

/** What it is drawn of: what the source answers now, or what a run was given. */
export type DryRunInput = { from: 'source' } | RunInput

/**
 * Walks the stages of a refresh for a definition that need not be stored. It saves and emits nothing, and a failure is
 * part of the answer: what comes after it is null. One that is `detailed` says where the source
 * was reached, and of a failure what it answered or the gate refused.
 */
export async function dryRun(
  binding: StoredBinding,
  template: StoredTemplate,
  input: DryRunInput,
  parts: DryRunParts,
  detailed: boolean,
  signal: AbortSignal,
): Promise<DryRun> {
  const ask = {
    runId: '',
    bindingUid: binding.uid,
    trigger: 'manual',
    urgent: true,
    needsSource: true,
    askedAt: performance.now(),
  } as const
  const run = beginRun(ask, parts.now)
  const answer: DryRun = {
    ok: false,
    fetch: null,
    data: null,
    variables: null,
    missing: null,
    unused: null,
    image: null,
    error: null,
  }
  try {
    const variables = input.from === 'variables' ? input.variables : await mapNow(input)
    answer.variables = variables

    const html = await run.phase('compose', () =>
      composePage(template, variables, parts.locale(), parts.evaluator, signal),
    )
    const output = resolveOutput(binding.outputConfig, template)
    const javaScript = template.jsEnabled
    const who = { owner: binding.uid, urgent: true }
    const rendered = await run.phase('render', () => renderPage(html, output, javaScript, who, parts.renderer, signal))
    const content = await encodeOwn({ html, rendered, output, javaScript })
    const { format } = output
    answer.image = {
      dataUrl: dataUrl(content, CONTENT_TYPES[format]),
      width: rendered.width,
      height: rendered.height,
      format,
    }
    answer.ok = true
  } catch (error) {
    if (signal.aborted) throw error
    const { code, stage, message } = toRunError(error, run.stage)
    if (code === 'RENDER_FAILED') parts.onUnexpected(error)
    answer.error = { code, stage, message, ...(detailed && causeOf(error)) }
  }
  return answer

  async function mapNow(given: Exclude<DryRunInput, { from: 'variables' }>): Promise<Record<string, Json>> {
    const text = given.from === 'data' ? given.text : await run.phase('fetch', readNow)
    answer.data = JSON.parse(text)
    const mapped = await run.phase('map', () => mapData(binding, template, text, parts.evaluator, signal))
    answer.missing = mapped.missing
    answer.unused = unusedNames(binding.mapping, template)
    return mapped.variables
  }

  async function readNow(): Promise<string> {
    const startedAt = performance.now()
    try {
      const source = await readSource(binding, null, parts, signal)
      // Without kept data no validators are sent, so there is always a body.
      const text = source.kind === 'read' ? source.text : ''
      answer.fetch = describeFetch(source, text, detailed)
      return text
    } catch (error) {
      answer.fetch = describeRefusal(error, performance.now() - startedAt)
      throw error
    }
  }
}

/** What a person needs to know to mend it: what the source answered, and what the gate refused. */
function causeOf(error: unknown): Pick<NonNullable<DryRun['error']>, 'upstreamStatus' | 'blocked'> {
  if (!(error instanceof Problem)) return {}
  const { upstreamStatus, members } = error.options
  const blocked = error.slug === 'blocked-url' ? blockedSchema.safeParse(members).data : undefined
  return { ...(upstreamStatus !== undefined && { upstreamStatus }), ...(blocked && { blocked }) }
}

export const dataUrl = (content: Buffer, contentType: string): string =>
  `data:${contentType};base64,${content.toString('base64')}`

function describeFetch({ response }: SourceData, text: string, detailed: boolean): DryRun['fetch'] {
  if (!response)
    return { status: null, contentType: 'application/json', bytes: Buffer.byteLength(text), durationMs: 0, etag: null }
  const { status, etag, durationMs } = response
  if (response.kind !== 'data') return { status, contentType: null, bytes: 0, durationMs, etag }
  const { contentType, bytes, address } = response
  return { status, contentType, bytes, durationMs, etag, ...(detailed && { address }) }
}

/** An answer that is no data is an answer all the same; null where there was none. */
function describeRefusal(error: unknown, durationMs: number): DryRun['fetch'] {
  const facts = responseFactsOf(error)
  if (!facts) return null
  const { status, contentType, bytes, etag } = facts
  return { status, contentType, bytes, durationMs, etag }
}
