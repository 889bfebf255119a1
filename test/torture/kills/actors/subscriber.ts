import { type Register, registerOf } from '../register.ts'
import type { Actor, Stage } from '../stage.ts'
import { type Creation, createOnce } from './creation.ts'

/** Makes subscriptions of what hardly ever happens, and deletes them. */
export function subscriber(stage: Stage): Actor {
  const { client, receiver, tell } = stage
  let pending: Creation | null = null
  let current: { uid: string; isThere: Register<boolean> } | null = null
  let made = 0

  async function finish(): Promise<void> {
    if (!pending) return
    current = { uid: await pending.send(), isThere: registerOf(true) }
    pending = null
  }

  return {
    pauseMs: 80,
    async check() {
      await finish()
      if (!current) return
      const { status } = await client.call('GET', `/webhook-subscriptions/${current.uid}`, { expect: [200, 404] })
      if (!current.isThere.observed(status === 200)) tell(`A subscription is ${status === 200 ? 'back' : 'lost'}`)
      if (status === 404) current = null
    },
    async act() {
      if (current) {
        current.isThere.sent(false)
        await client.call('DELETE', `/webhook-subscriptions/${current.uid}`)
        current.isThere.acknowledged(false)
        const { status } = await client.call('GET', `/webhook-subscriptions/${current.uid}`, { expect: [200, 404] })
        if (status === 200) tell('A deleted subscription is there')
        current = null
        return
      }
      const targetUrl = `${receiver.url}/${++made}`
      pending = createOnce(stage, '/webhook-subscriptions', targetUrl, { event: 'binding.failed', targetUrl })
      await finish()
    },
  }
}
