import { randomUUID } from 'node:crypto'
import type { Stage } from '../stage.ts'

/** Something that is to be made once, however often it is asked for. */
export interface Creation {
  /** Asks, with the same key and the same bytes each time, and gives the uid. */
  send(): Promise<string>
}

export function createOnce({ client, ledger, tell }: Stage, path: string, name: string, body: object): Creation {
  const headers = { 'idempotency-key': randomUUID() }
  let known: string | null = null
  ledger.names.push(name)
  return {
    async send() {
      const { json } = await client.call('POST', path, { body, headers, expect: [201] })
      const { uid } = json.binding ?? json.subscription
      if (known !== null && known !== uid) tell(`${name} was made twice for one Idempotency-Key: ${known} and ${uid}`)
      known = uid
      return uid
    },
  }
}
