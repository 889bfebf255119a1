import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bindingCreateSchema } from '../../shared/binding.ts'
import { STATUS_SOURCE } from '../../shared/data-source.ts'
import { templateCreateSchema } from '../../shared/template.ts'
import type { Bindings } from '../bindings/bindings.ts'
import type { SettingsRepository } from '../db/settings.ts'
import type { Templates } from '../templates/templates.ts'

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

interface SeedParts {
  templates: Templates
  bindings: Bindings
  settings: SettingsRepository
}

/**
 * Gives a first start something to look at: the starter templates, and a sample binding that draws the farm's own
 * status, which needs no network. What people delete stays deleted; a first start that was cut off is gone on with.
 */
export async function seed(resources: string, parts: SeedParts): Promise<void> {
  if (SEEDED in (await parts.settings.all())) return
  const folder = join(resources, 'starters')
  const present = await starters(parts)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
  for (const name of names.sort()) {
    const about = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))
    const uid = present.get(about.name) ?? (await makeStarter(folder, name, about, parts))
    if (name === SAMPLE_TEMPLATE) await makeSample(uid, parts)
  }
  await parts.settings.put({ [SEEDED]: true })
}

/** Uids of the starter templates that are there, by name. */
async function starters({ templates }: SeedParts): Promise<Map<string, string>> {
  const { templates: all } = await templates.list({ page: 1, limit: 100, sort: 'name', outputFormat: 'all' })
  return new Map(all.filter(({ origin }) => origin === 'starter').map(({ name, uid }) => [name, uid]))
}

async function makeStarter(folder: string, name: string, about: object, { templates }: SeedParts): Promise<string> {
  const html = await readFile(join(folder, `${name}.html`), 'utf8')
  const input = templateCreateSchema.parse({ ...about, html })
  const { template } = await templates.create(input, { origin: 'starter' })
  return template.uid
}

async function makeSample(templateId: string, { bindings }: SeedParts): Promise<void> {
  const { bindings: users } = await bindings.list({ page: 1, limit: 100, templateId })
  if (users.some(({ binding }) => binding.origin === 'starter')) return
  const sample = {
    name: 'Bindery status (sample)',
    templateId,
    dataSource: { type: 'http', url: STATUS_SOURCE },
    mapping: SAMPLE_MAPPING,
    refreshPolicy: { type: 'ttl', ttlSeconds: 60 },
  }
  await bindings.create(bindingCreateSchema.parse(sample), { origin: 'starter' })
}
