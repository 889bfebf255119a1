import type { SyncField } from '../../shared/sync.ts'

const LABELS: Record<string, string> = {
  name: 'Name',
  description: 'Description',
  engine: 'Engine',
  html: 'Source',
  width: 'Width',
  height: 'Height',
  jsEnabled: 'Scripts',
  strictVariables: 'Strict variables',
  outputFormat: 'Output',
  category: 'Category',
  tags: 'Tags',
  templateId: 'Template',
  dataSource: 'Data source',
  'dataSource.type': 'Source type',
  'dataSource.url': 'URL',
  'dataSource.method': 'Method',
  'dataSource.body': 'Body',
  'dataSource.data': 'Fixed data',
  'dataSource.credentials': 'Credential',
  'refreshPolicy.type': 'Refreshes',
  'refreshPolicy.ttlSeconds': 'Seconds between refreshes',
  'refreshPolicy.onError': 'When it fails',
  'outputConfig.format': 'Format',
  'outputConfig.quality': 'Quality',
  'outputConfig.width': 'Picture width',
  'outputConfig.height': 'Picture height',
  'outputConfig.deviceScaleFactor': 'Scale',
}

/** Members that hold others by their names. */
const MAPS: [prefix: string, label: string][] = [
  ['mapping', 'Mapping of'],
  ['defaults', 'Default of'],
  ['variableDefinitions', 'Variable'],
  ['dataSource.headers', 'Header'],
]

/** What a field is called: "Name", "Mapping of title", "Header X-Team". */
export function fieldLabel(path: string): string {
  const known = LABELS[path]
  if (known) return known
  const [prefix, label] = MAPS.find(([prefix]) => path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`)) ?? []
  return prefix && label ? `${label} ${keyIn(path.slice(prefix.length))}` : path
}

/** The key of `.title` or `["x-team"]`. */
const keyIn = (rest: string): string => (rest.startsWith('.') ? rest.slice(1) : rest.slice(2, -2))

export type FieldSide = 'base' | 'mine' | 'theirs'

/** What stands for a secret, which no plan holds. */
const SECRET = '{"secret":true}'

/** A value as text; null where that side does not have it. */
export function valueText(field: SyncField, side: FieldSide): string | null {
  const value = field[side]
  if (value === undefined) return null
  if (JSON.stringify(value) === SECRET) return 'a secret'
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** Longer than this, or of several lines, it is compared as source, not read as a value. */
const LONG = 240

export const isLongField = (field: SyncField): boolean =>
  field.path === 'html' ||
  (['base', 'mine', 'theirs'] as const).some((side) => {
    const text = valueText(field, side)
    return text !== null && (text.length > LONG || text.split('\n').length > 6)
  })
