import sharp from 'sharp'
import { colourOf, readPicture } from '../picture.ts'
import { type Register, registerOf } from '../register.ts'
import type { Actor, Stage } from '../stage.ts'

export interface DrawnBinding extends Actor {
  uid: string
  edit: Register<number>
  /** Null where the data is not this client's own. */
  data: Register<number> | null
}

/** Edits, refreshes and looks at a binding that nobody else asks for. */
export async function manualBinding(stage: Stage, templateId: string): Promise<DrawnBinding> {
  const { client, receiver, ledger, random, tell } = stage
  const definition = {
    templateId,
    dataSource: { type: 'http', url: `${receiver.url}/data` },
    mapping: { data: 'colour' },
    defaults: { edit: colourOf(0) },
    refreshPolicy: { type: 'manual' },
  }
  const { uid } = (await client.call('POST', '/bindings', { body: definition, expect: [201] })).json.binding
  const edit = registerOf(0)
  let last = 0

  async function save(): Promise<void> {
    edit.sent(++last)
    await client.call('PUT', `/bindings/${uid}`, { body: { defaults: { edit: colourOf(last) } } })
    edit.acknowledged(last)
  }

  async function refreshAndWait(): Promise<void> {
    const { run } = (await client.call('POST', `/bindings/${uid}/refresh?wait=true`)).json
    ledger.runs.push({ id: run.id, bindingUid: uid, outcome: run.outcome })
    if (run.outcome === 'failed') tell(`A refresh failed: ${JSON.stringify(run.error)}`)
    if (run.imageUrl === null) return
    const { bytes } = await client.call('GET', new URL(run.imageUrl).pathname)
    await readPicture(bytes)
  }

  async function ask(): Promise<void> {
    const at = Date.now()
    const { runId } = (await client.call('POST', `/bindings/${uid}/refresh`, { expect: [202] })).json
    ledger.promises.push({ runId, bindingUid: uid, at })
  }

  async function look(): Promise<void> {
    const extension = ['png', 'webp', 'jpg'][Math.floor(random() * 3)]
    const { bytes } = await client.call('GET', `/b/${uid}.${extension}`)
    await sharp(bytes, { failOn: 'warning' }).stats()
  }

  return {
    uid,
    edit,
    data: null,
    pauseMs: 120,
    async check() {
      const { defaults } = (await client.call('GET', `/bindings/${uid}`)).json.binding
      const found = Number.parseInt(defaults.edit.slice(1), 16)
      if (!edit.observed(found)) tell(`A saved binding was lost: ${defaults.edit} was acknowledged to be another`)
    },
    async act() {
      const choice = random()
      if (choice < 0.25) await save()
      else if (choice < 0.4) await ask()
      else if (choice < 0.8) await refreshAndWait()
      else await look()
    },
  }
}
