import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FarmProgram } from '../bench/program.ts'
import { BINDINGS, type SceneBinding } from './bindings.ts'
import type { Rounds } from './hosts.ts'

/** Of what was made, by name. */
export interface Scene {
  bindings: Record<string, string>
  templates: Record<string, string>
}

const ROUNDS = 4
const OWN_TEMPLATES = ['weather-panel', 'downloads', 'now-playing', 'service-status']
const TRACKS = [
  { title: 'Salt and Cedar', artist: 'Marlow & Finch', seconds: 198 },
  { title: 'Night Ferry', artist: 'Ines Okafor', seconds: 241 },
  { title: 'Paper Lanterns', artist: 'The Quiet Hours', seconds: 224 },
]

/** Fills a new farm with what somebody has after a month: it asks, draws, fails, is called and calls, all for real. */
export async function makeScene(farm: FarmProgram, rounds: Rounds): Promise<Scene> {
  const templates = await makeTemplates(farm)
  await subscribe(farm, templates)
  const bindings: Record<string, string> = {}
  for (const binding of BINDINGS) bindings[binding.name] = await makeBinding(farm, binding, templates)
  const scene = { bindings, templates }
  await callWebhooks(farm, scene)
  for (rounds.now = 1; rounds.now <= ROUNDS; rounds.now++) await refreshAll(farm, scene)
  await farm.call('POST', `/bindings/${bindings['Summer campaign']}/pause`)
  // Credentials belong to a host: at another one they are asked for again.
  await farm.call('PUT', `/bindings/${bindings['Garage screen']}`, {
    dataSource: { type: 'http', url: 'https://garage.home.example/api/agenda' },
  })
  return scene
}

/** The starters are there; what is added has a version before the one that it is now. */
async function makeTemplates(farm: FarmProgram): Promise<Record<string, string>> {
  for (const name of OWN_TEMPLATES) {
    const read = (ending: string) => readFileSync(join(import.meta.dirname, 'templates', `${name}.${ending}`), 'utf8')
    const html = read('hbs')
    const first = html.replace(/letter-spacing: [^;}]+;?/g, '').replace('font-weight: 500', 'font-weight: 400')
    const { template } = (await farm.call('POST', '/templates', { ...JSON.parse(read('json')), html: first })) as {
      template: { uid: string }
    }
    await farm.call('PUT', `/templates/${template.uid}`, { html })
  }
  const { templates } = (await farm.call('GET', '/templates?limit=100')) as {
    templates: { name: string; uid: string }[]
  }
  return Object.fromEntries(templates.map(({ name, uid }) => [name, uid]))
}

async function makeBinding(
  farm: FarmProgram,
  { template, ...definition }: SceneBinding,
  templates: Record<string, string>,
): Promise<string> {
  const { binding } = (await farm.call('POST', '/bindings', { ...definition, templateId: templates[template] })) as {
    binding: { uid: string }
  }
  return binding.uid
}

async function refreshAll(farm: FarmProgram, { bindings }: Scene): Promise<void> {
  for (const { name, dataSource } of BINDINGS) {
    const { type } = dataSource as { type: string }
    if (type === 'http') await farm.call('POST', `/bindings/${bindings[name]}/refresh?wait=true`)
  }
}

async function callWebhooks(farm: FarmProgram, scene: Scene): Promise<void> {
  const goal = await webhookOf(farm, scene, 'Follower goal')
  const playing = await webhookOf(farm, scene, 'Now playing')
  for (const [i, track] of TRACKS.entries()) {
    await settled(farm, scene, 'Now playing', () => post(playing, JSON.stringify({ track, position: 97 })))
    const followers = { followers: 1838 + i, goal: 2500, latest: `Latest: ${['mossy', 'halogen', 'pixelfern'][i]}` }
    await settled(farm, scene, 'Follower goal', () => post(goal, JSON.stringify(followers)))
  }
  await post(goal, 'followers=1841')
  await settled(farm, scene, 'Follower goal', () =>
    post(goal, '{"followers": 1841, "goal": 2500, "latest": "Latest: tamarind"}'),
  )
}

/** The webhook's address as it is reached here; the pictures show the public one. */
async function webhookOf(farm: FarmProgram, { bindings }: Scene, name: string): Promise<string> {
  const { binding } = (await farm.call('GET', `/bindings/${bindings[name]}`)) as { binding: { webhookUrl: string } }
  return farm.origin + new URL(binding.webhookUrl).pathname
}

const post = (url: string, body: string): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

/** Calls, and waits for the run that it asked for: a burst would fold into one. */
async function settled(farm: FarmProgram, { bindings }: Scene, name: string, call: () => Promise<unknown>) {
  const runs = async () =>
    ((await farm.call('GET', `/bindings/${bindings[name]}/runs?limit=1`)) as { pagination: { total: number } })
      .pagination.total
  const before = await runs()
  await call()
  while ((await runs()) === before) await new Promise((resolve) => setTimeout(resolve, 50))
}

async function subscribe(farm: FarmProgram, templates: Record<string, string>): Promise<void> {
  const add = (subscription: object) => farm.call('POST', '/webhook-subscriptions', subscription)
  await add({ event: 'binding.failed', targetUrl: 'https://hooks.northwind.example/bindery/alerts' })
  await add({
    event: 'render.completed',
    targetUrl: 'https://flows.example/webhook/kitchen-screen',
    platform: 'n8n',
    filters: { templateId: templates['Weather panel'] },
  })
  await add({
    event: 'binding.updated',
    targetUrl: 'https://hooks.northwind.example/bindery/changes',
    filters: { changed: true },
  })
}
