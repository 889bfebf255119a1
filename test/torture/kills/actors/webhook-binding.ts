import { colourOf } from '../picture.ts'
import { registerOf } from '../register.ts'
import type { Stage } from '../stage.ts'
import type { DrawnBinding } from './manual-binding.ts'

/** Sends a binding its data by webhook, each time the next number. */
export async function webhookBinding(
  { client, tell }: Stage,
  templateId: string,
  refreshPolicy: object,
): Promise<DrawnBinding> {
  const definition = {
    templateId,
    dataSource: { type: 'webhook' },
    mapping: { data: 'colour' },
    defaults: { edit: colourOf(0) },
    refreshPolicy,
  }
  const { uid, webhookUrl } = (await client.call('POST', '/bindings', { body: definition, expect: [201] })).json.binding
  const path = new URL(webhookUrl).pathname
  const data = registerOf(0)
  let last = 0

  async function send(number: number): Promise<boolean> {
    const { status } = await client.call('POST', path, { body: { colour: colourOf(number) }, expect: [202, 429] })
    return status === 202
  }

  await send(0)
  return {
    uid,
    edit: registerOf(0),
    data,
    pauseMs: 150,
    async check() {
      const { json } = await client.call('POST', `/bindings/${uid}/test`, { body: {} })
      const found = Number.parseInt(json.data.colour.slice(1), 16)
      if (!data.observed(found)) tell(`An accepted webhook was lost: the data is of call ${found}`)
    },
    async act() {
      data.sent(++last)
      if (await send(last)) data.acknowledged(last)
      else data.refused(last)
    },
  }
}
