import type { DataSource } from '../../../shared/data-source.ts'
import type { DryRun } from '../../../shared/dry-run.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { VariableDefinition } from '../../../shared/template.ts'
import { bindingDraftsApi } from '../../api/binding-drafts.ts'
import { templatesApi } from '../../api/templates.ts'
import { lastDataOf, NoData } from '../../last-data.ts'
import { readSamples } from '../template-editor/samples.ts'
import { previewValues } from '../template-editor/variable-value.ts'

/** It can't be drawn; the message says why, for the place where the picture would be. */
class NoPicture extends Error {
  override readonly name = 'NoPicture'
}

/** Names what a picture is made of, so that the same is not drawn twice: the times of its last refresh are not. */
export function drawnFrom(definition: JsonObject): string {
  const { updatedAt, createdAt, lastRefreshAt, lastRenderedAt, nextRefreshAt, averageMs, cloud, ...rest } = definition
  return JSON.stringify(rest)
}

/** Draws a template that is not stored, from the samples that the editor of `localUid` draws with. @throws {NoPicture} */
export async function drawTemplate(
  definition: JsonObject,
  localUid: string | null,
  signal: AbortSignal,
): Promise<string> {
  const { html, engine = 'html', width, height, jsEnabled, strictVariables } = definition
  if (engine !== 'html' || typeof html !== 'string') throw new NoPicture('Bindery does not draw this kind of template.')
  const variableDefinitions = (definition.variableDefinitions ?? []) as unknown as VariableDefinition[]
  const { dataUrl } = await templatesApi.preview(
    {
      html,
      variableDefinitions,
      variables: previewValues({ html, variableDefinitions }, readSamples(localUid)),
      width: Number(width),
      height: Number(height),
      jsEnabled: jsEnabled === true,
      strictVariables: strictVariables === true,
    },
    signal,
  )
  return dataUrl
}

/**
 * Draws a binding that is not stored, from the last good data of the one that is: no source is asked, as nobody has
 * approved theirs yet. @throws {NoPicture | NoData}
 */
export async function drawBinding(definition: JsonObject, localUid: string, signal: AbortSignal): Promise<string> {
  const { templateId, mapping = {}, defaults = {}, outputConfig = {} } = definition
  const dataSource = { type: 'static', data: await dataFor(definition, localUid) }
  // An <img> can't show a PDF; the same page is drawn as PNG.
  const output = { ...(outputConfig as JsonObject), format: 'png' }
  const body = { templateId, dataSource, mapping, defaults, outputConfig: output }
  const { image, error }: DryRun = await bindingDraftsApi.test(null, body, signal)
  if (image === null) throw new NoPicture(error?.message ?? 'It can’t be drawn.')
  return image.dataUrl
}

async function dataFor({ dataSource, image }: JsonObject, localUid: string): Promise<Json> {
  const source = dataSource as unknown as DataSource | undefined
  if (image === null && source?.type !== 'static') throw new NoData()
  return lastDataOf(localUid, source ?? { type: 'http' })
}
