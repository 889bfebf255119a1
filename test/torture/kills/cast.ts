import { churner } from './actors/churner.ts'
import { type DrawnBinding, manualBinding } from './actors/manual-binding.ts'
import { subscriber } from './actors/subscriber.ts'
import { type TemplateEditor, templateEditor } from './actors/template-editor.ts'
import { visitor } from './actors/visitor.ts'
import { webhookBinding } from './actors/webhook-binding.ts'
import { HEIGHT, pageOf, WIDTH } from './picture.ts'
import type { Actor, Stage } from './stage.ts'

/** Everybody who loads the farm, and what of theirs is looked at in the end. */
export interface Cast {
  actors: Actor[]
  editor: TemplateEditor
  drawn: DrawnBinding[]
  /** Each is delivered all events of its type. */
  subscriptions: { uid: string; event: string }[]
}

/** Makes all that the clients work with; subscriptions first, so that they hear of every event that a binding has. */
export async function setStage(stage: Stage): Promise<Cast> {
  const { client, receiver } = stage
  const subscriptions = []
  for (const event of ['binding.updated', 'render.completed']) {
    const body = { event, targetUrl: `${receiver.url}/${event}` }
    const { uid } = (await client.call('POST', '/webhook-subscriptions', { body, expect: [201] })).json.subscription
    subscriptions.push({ uid, event })
  }
  await client.call('PATCH', '/settings', { body: { picturesPerBinding: 10_000, runsPerBinding: 100_000 } })
  const still = { name: 'Still', html: pageOf(1), width: WIDTH, height: HEIGHT }
  const { uid: stillId } = (await client.call('POST', '/templates', { body: still })).json.template
  const editor = await templateEditor(stage)
  const drawn = [
    await manualBinding(stage, editor.uid),
    await manualBinding(stage, editor.uid),
    await webhookBinding(stage, editor.uid, { type: 'webhook' }),
    await webhookBinding(stage, editor.uid, { type: 'manual' }),
    await webhookBinding(stage, editor.uid, { type: 'ttl', ttlSeconds: 60 }),
  ]
  for (const { uid } of drawn) await client.call('POST', `/bindings/${uid}/refresh?wait=true`)
  const rest = [churner(stage, stillId), subscriber(stage), await visitor(stage, stillId)]
  return { actors: [editor, ...drawn, ...rest], editor, drawn, subscriptions }
}
