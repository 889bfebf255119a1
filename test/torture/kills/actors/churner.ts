import { type Register, registerOf } from '../register.ts'
import type { Actor, Stage } from '../stage.ts'
import { type Creation, createOnce } from './creation.ts'

type Fate = 'active' | 'paused' | 'deleted'
const NEXT: Record<Fate, [string, string, Fate][]> = {
  active: [
    ['POST', '/pause', 'paused'],
    ['DELETE', '', 'deleted'],
  ],
  paused: [
    ['POST', '/resume', 'active'],
    ['DELETE', '', 'deleted'],
  ],
  deleted: [['POST', '/restore', 'active']],
}
/** Bindings that it does something with; the others only have to stay what they are. */
const LIVELY = 4

interface Churned {
  creation: Creation
  uid: string
  fate: Register<Fate>
}

/** Makes bindings, pauses, resumes, deletes and restores them. */
export function churner(stage: Stage, templateId: string): Actor & { all: readonly Churned[] } {
  const { client, random, tell } = stage
  const all: Churned[] = []
  let pending: Creation | null = null
  let made = 0

  async function make(): Promise<void> {
    const name = `Churned ${++made}`
    const body = {
      name,
      templateId,
      dataSource: { type: 'static', data: { n: made } },
      mapping: { data: 'n' },
    }
    pending = createOnce(stage, '/bindings', name, body)
    await finish()
  }

  async function finish(): Promise<void> {
    if (!pending) return
    const creation: Creation = pending
    const uid = await creation.send()
    all.push({ creation, uid, fate: registerOf<Fate>('active') })
    pending = null
  }

  async function change({ uid, fate }: Churned): Promise<void> {
    const [now = 'active'] = fate.possible
    const ways = NEXT[now]
    const [method, verb, next] = ways[Math.floor(random() * ways.length)] ?? ['POST', '/pause', 'paused']
    // A restored one is what it was before it was deleted.
    const mayBecome: Fate[] = now === 'deleted' ? ['active', 'paused'] : [next]
    for (const each of mayBecome) fate.sent(each)
    const { json } = await client.call(method, `/bindings/${uid}${verb}`)
    fate.acknowledged(json.deleted ? 'deleted' : fateOf(json.binding.status))
  }

  async function checkOne({ uid, fate }: Churned): Promise<void> {
    const { status, json } = await client.call('GET', `/bindings/${uid}`, { expect: [200, 404] })
    const found = status === 404 ? 'deleted' : fateOf(json.binding.status)
    const expected = fate.possible.join(' or ')
    if (!fate.observed(found)) tell(`A binding is ${found}, and was acknowledged to be ${expected}`)
  }

  const lively = () => all.slice(-LIVELY)

  return {
    all,
    pauseMs: 80,
    async check() {
      await finish()
      for (const each of lively()) await checkOne(each)
    },
    async act() {
      const [each] = lively().sort(() => random() - 0.5)
      if (!each || random() < 0.1) return make()
      if (random() < 0.15) return void (await each.creation.send())
      await change(each)
    },
  }
}

const fateOf = (status: string): Fate => (status === 'paused' ? 'paused' : 'active')
