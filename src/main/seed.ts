import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bindingCreateSchema, STATUS_SOURCE } from '../shared/binding.ts'
import { templateCreateSchema } from '../shared/template.ts'
import type { Bindings } from './bindings.ts'
import type { SettingsRepository } from './db/settings.ts'
import type { Templates } from './templates.ts'

const SEEDED = 'seeded'
const SAMPLE_TEMPLATE = 'status-card'

const SAMPLE_MAPPING = {
  version: 'version',
  startedAt: 'startedAt',
  total: 'bindings.total',
  active: 'bindings.active',
  paused: 'bindings.paused',
  failing: 'bindings.error',
  rendersToday: 'rendersToday',
  queueDepth: 'queueDepth',
  chromium: 'chromium.version',
}

/**
 * Gives a first start something to look at: the starter templates, and a sample binding that draws the farm's own
 * status, which needs no network. What people delete stays deleted.
 */
export async function seed(
  resources: string,
  parts: { templates: Templates; bindings: Bindings; settings: SettingsRepository },
): Promise<void> {
  if (SEEDED in (await parts.settings.all())) return
  const folder = join(resources, 'starters')
  const templates = await parts.templates.list({ page: 1, limit: 100, sort: 'name', outputFormat: 'all' })
  // A first start that was cut off has some of them already.
  const present = new Set(templates.templates.filter(({ origin }) => origin === 'starter').map(({ name }) => name))
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
  for (const name of names.sort()) {
    const about = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))
    if (present.has(about.name)) continue
    const html = await readFile(join(folder, `${name}.html`), 'utf8')
    const { template } = await parts.templates.create(templateCreateSchema.parse({ ...about, html }), 'starter')
    if (name !== SAMPLE_TEMPLATE) continue
    const sample = {
      name: 'Bindery status (sample)',
      templateId: template.uid,
      dataSource: { type: 'http', url: STATUS_SOURCE },
      mapping: SAMPLE_MAPPING,
      refreshPolicy: { type: 'ttl', ttlSeconds: 60 },
    }
    await parts.bindings.create(bindingCreateSchema.parse(sample), 'starter')
  }
  await parts.settings.put({ [SEEDED]: true })
}
