import { colourOf, readPicture } from '../picture.ts'
import { registerOf } from '../register.ts'
import type { Actor, Stage } from '../stage.ts'

const BYTES = 1_000_000_000

/** Draws templates once, and turns a setting. */
export async function visitor({ client, ledger, random, tell }: Stage, templateId: string): Promise<Actor> {
  const setting = registerOf<number>(0)
  let last = 0

  async function render(): Promise<void> {
    const [data, edit] = [++last, ++last]
    const body = { variables: { data: colourOf(data), edit: colourOf(edit) } }
    const { url } = (await client.call('POST', `/templates/${templateId}/render`, { body })).json
    const path = new URL(url).pathname
    ledger.renders.push({ path, data, edit })
    const drawn = await readPicture((await client.call('GET', path)).bytes)
    if (drawn.data !== data || drawn.edit !== edit) tell(`${path} shows ${JSON.stringify(drawn)}`)
  }

  async function turn(): Promise<void> {
    setting.sent(++last)
    await client.call('PATCH', '/settings', { body: { totalBytes: BYTES + last } })
    setting.acknowledged(last)
  }

  await turn()
  return {
    pauseMs: 80,
    async check() {
      const { settings } = (await client.call('GET', '/settings')).json
      const found = settings.totalBytes - BYTES
      if (!setting.observed(found)) tell(`A setting was lost: ${found}`)
    },
    act: () => (random() < 0.5 ? render() : turn()),
  }
}
