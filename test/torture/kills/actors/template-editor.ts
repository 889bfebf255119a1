import { HEIGHT, pageOf, WIDTH } from '../picture.ts'
import { type Register, registerOf } from '../register.ts'
import type { Actor, Stage } from '../stage.ts'

export interface TemplateEditor extends Actor {
  uid: string
  number: Register<number>
}

/** Saves a template again and again, each time with the next number in it. */
export async function templateEditor({ client, tell }: Stage): Promise<TemplateEditor> {
  const body = { name: 'Stripes', html: pageOf(0), width: WIDTH, height: HEIGHT }
  const { uid } = (await client.call('POST', '/templates', { body })).json.template
  const number = registerOf(0)
  let last = 0
  return {
    uid,
    number,
    // Each save ends the runs that are under way; more of them would leave nothing but cancelled runs.
    pauseMs: 1_500,
    async check() {
      const { html } = (await client.call('GET', `/templates/${uid}`)).json.template
      const found = number.possible.find((each) => pageOf(each) === html)
      if (found === undefined) return tell(`A saved template was lost: ${html} is none of ${number.possible}`)
      number.observed(found)
    },
    async act() {
      number.sent(++last)
      await client.call('PUT', `/templates/${uid}`, { body: { html: pageOf(last) } })
      number.acknowledged(last)
    },
  }
}
