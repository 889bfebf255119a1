import { type BindingCreate, bindingCreateSchema } from '../../shared/binding.ts'
import { type FieldError, Problem } from '../../shared/errors.ts'
import type { PortableBinding, PortableFile, PortableTemplate } from '../../shared/portable.ts'
import { newDefinition } from '../bindings/binding-definition.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Evaluator } from '../evaluator/evaluator.ts'
import { lacksSecret } from '../secrets/needs-secret.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { checkSource } from '../templates/templates.ts'
import { extraOf } from './portable-form.ts'
import { withoutSecrets } from './portable-source.ts'

export interface ReadParts {
  /** A template that is here already. */
  findTemplate(uid: string): Promise<StoredTemplate | undefined>
  evaluator: Evaluator
  secrets: Secrets
  now(): number
}

export interface ReadFile {
  templates: StoredTemplate[]
  bindings: StoredBinding[]
}

/**
 * Makes definitions of what a file holds, with the uids of the file; nothing is stored.
 * @throws {Problem} `validation-error` that names every place at fault
 */
export async function readPortable(file: PortableFile, parts: ReadParts): Promise<ReadFile> {
  const faults: FieldError[] = [...twins(file.templates, 'templates'), ...twins(file.bindings, 'bindings')]
  const templates = await eachOf(file.templates, 'templates', faults, (entry) => readTemplate(entry, parts))
  const byUid = new Map(templates.map((template) => [template.uid, template]))
  const bindings = await eachOf(file.bindings, 'bindings', faults, async (entry) => {
    const template = byUid.get(entry.templateId) ?? (await parts.findTemplate(entry.templateId))
    // One that is in the file and at fault is named already.
    if (!template && file.templates.some(({ uid }) => uid === entry.templateId)) return null
    if (!template)
      throw fault('templateId', 'unknown_value', `There is no template "${entry.templateId}" in the file or here`)
    return readBinding(entry, template, parts)
  })
  if (faults.length > 0) throw new Problem('validation-error', summary(faults), { fields: faults })
  return { templates, bindings }
}

/** Reads every entry; the faults of each are gathered under its place in the file. */
async function eachOf<T, U>(
  entries: readonly T[],
  member: string,
  faults: FieldError[],
  read: (entry: T) => Promise<U | null>,
): Promise<U[]> {
  const found: U[] = []
  for (const [index, entry] of entries.entries()) {
    try {
      const made = await read(entry)
      if (made !== null) found.push(made)
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      faults.push(...faultsOf(error).map((each) => ({ ...each, field: `${member}[${index}].${each.field}` })))
    }
  }
  return found
}

/** A fault of an object is one of its members; those of a template's source are told with their place in that. */
function faultsOf({ message, options, slug }: Problem): FieldError[] {
  if (options.fields) return options.fields
  const code = slug === 'payload-too-large' ? 'too_long' : 'invalid_format'
  const { faults = [] } = options
  if (faults.length === 0) return [{ field: 'html', message, code }]
  return faults.map(({ message, line, column }) => ({
    field: 'html',
    message: line === null ? message : `${message} (line ${line}, column ${column})`,
    code,
  }))
}

function* twins(entries: readonly { uid: string }[], member: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [index, { uid }] of entries.entries()) {
    if (seen.has(uid))
      yield { field: `${member}[${index}].uid`, message: `"${uid}" is there twice`, code: 'unknown_value' }
    seen.add(uid)
  }
}

async function readTemplate(entry: PortableTemplate, { evaluator, now }: ReadParts): Promise<StoredTemplate> {
  const { uid, name, description, engine, html, width, height, jsEnabled, strictVariables } = entry
  const { members } = await checkSource(entry, evaluator)
  return {
    ...{ uid, name, description, engine, html, width, height, jsEnabled, strictVariables, ...members },
    ...{ outputFormat: entry.outputFormat, category: entry.category, tags: entry.tags },
    ...{ origin: 'import', extra: extraOf(entry, 'template'), revision: 1, createdAt: now(), updatedAt: now() },
  }
}

function readBinding(entry: PortableBinding, template: StoredTemplate, { secrets, now }: ReadParts): StoredBinding {
  const input = bindingCreateSchema.parse(entry) as BindingCreate
  const made = newDefinition(input, template, { ...secrets, seal: () => Buffer.alloc(0) }, now())
  const dataSource = withoutSecrets(made.dataSource)
  return {
    ...made,
    uid: entry.uid,
    origin: 'import',
    extra: extraOf(entry, 'binding'),
    dataSource,
    sealedSecrets: null,
    needsSecret: lacksSecret(dataSource),
  }
}

const fault = (field: string, code: FieldError['code'], message: string): Problem =>
  new Problem('validation-error', message, { fields: [{ field, code, message }] })

function summary(faults: FieldError[]): string {
  const [first] = faults
  return faults.length === 1 && first ? `${first.field}: ${first.message}.` : `${faults.length} members are not valid.`
}
