import type { JsonObject } from '../../shared/json.ts'
import { isSame, pathsOf } from './fields.ts'
import { HostedFault, type RemoteObject } from './hosted.ts'
import { type ReadForm, readForm } from './read-form.ts'
import type { Task } from './task.ts'
import { templateHere, withTemplateHere } from './template-uids.ts'
import type { Workshop } from './workshop.ts'

/** What a step finds there, and whether it is what the plan saw. */

export async function readThere(task: Task, shop: Workshop): Promise<{ object: RemoteObject; form: ReadForm } | null> {
  try {
    const object = await shop.hosted.get(task.resource, task.remoteUid ?? '', shop.signal)
    return { object, form: await formOfRemote(task, object, shop) }
  } catch (error) {
    if (error instanceof HostedFault && error.kind === 'missing') return null
    throw error
  }
}

export async function formOfRemote({ resource }: Task, { body }: RemoteObject, shop: Workshop): Promise<ReadForm> {
  const templateUid = body.templateId ?? body.templateUid
  const here = typeof templateUid === 'string' ? await templateHere(templateUid, shop) : ''
  return readForm(resource, body, { isFull: true, templateUid: () => here })
}

/** @param paths what the plan knew of; default all */
export async function isAsPlanned(
  task: Task,
  form: ReadForm,
  shop: Workshop,
  paths?: readonly string[],
): Promise<boolean> {
  const planned = await withTemplateHere(task.theirs ?? {}, shop)
  return (paths ?? pathsOf(planned, form.fields)).every(
    (path) => !form.knows(path) || isSame(planned[path], form.fields[path]),
  )
}

export const urlsOf = ({ renderUrl, webhookUrl }: JsonObject) => ({
  renderUrl: typeof renderUrl === 'string' ? renderUrl : null,
  webhookUrl: typeof webhookUrl === 'string' ? webhookUrl : null,
})
