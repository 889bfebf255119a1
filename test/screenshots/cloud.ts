import type { JsonObject } from '../../src/shared/json.ts'
import type { FarmProgram } from '../bench/program.ts'
import type { HostedServer } from '../helpers/hosted-server.ts'
import type { Handler } from '../helpers/http-server.ts'
import type { Scene } from './scene.ts'

/** Answers as the hosted API does, at whichever name it is asked. */
export const answeredBy =
  ({ url }: { url: string }): Handler =>
  async ({ method, url: path, headers, body }, response) => {
    const { authorization = '', 'content-type': type = 'application/json' } = headers
    const answer = await fetch(url + path, {
      method,
      headers: { authorization, 'content-type': type },
      ...(body !== '' && { body }),
    })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  }

/** Connects an account, syncs all, and then changes this and that on either side. */
export async function makeCloud(farm: FarmProgram, hosted: HostedServer, { bindings }: Scene): Promise<void> {
  await farm.call('PUT', '/sync/account', { apiKey: hosted.key })
  const { plan } = (await farm.call('POST', '/sync/plan')) as { plan: { id: string } }
  await farm.call('POST', '/sync/apply?wait=true', { planId: plan.id })
  const uid = bindings['Kitchen weather']
  const { binding } = (await farm.call('GET', `/bindings/${uid}`)) as { binding: JsonObject }
  const mapping = binding.mapping as JsonObject
  await farm.call('PUT', `/bindings/${uid}`, {
    name: 'Kitchen screen',
    mapping: { ...mapping, temperature: 'daily.low' },
  })
  change(hosted, 'binding', 'Kitchen weather', { mapping: { ...mapping, temperature: 'daily.high' }, name: 'Kitchen' })
  change(hosted, 'template', 'Downloads chart', { description: 'Weekly downloads of a package, for a README.' })
  await farm.call('PUT', `/bindings/${bindings['Follower goal']}`, { refreshPolicy: { type: 'manual' } })
  await farm.call('DELETE', `/bindings/${bindings['Summer campaign']}`)
}

function change(hosted: HostedServer, resource: 'binding' | 'template', name: string, body: JsonObject): void {
  const found = hosted.all(resource).find((each) => each.name === name)
  if (!found) throw new Error(`There is no ${resource} ${name} to change`)
  hosted.change(resource, String(found.uid), body)
}
