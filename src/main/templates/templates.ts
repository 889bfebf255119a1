import { Problem, type TemplateFault } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import {
  MAX_TEMPLATE_BYTES,
  type TemplateCreate,
  type TemplateUpdate,
  type VariableDefinition,
  variableName,
} from '../../shared/template.ts'
import { ChangedMeanwhile, type IfMatch } from '../changed-meanwhile.ts'
import type { BindingRepository, BindingState } from '../db/bindings.ts'
import type { AlsoOf } from '../db/events.ts'
import { NOTHING_OWED } from '../db/owed.ts'
import type { StoredTemplate, TemplateFilter, TemplateRepository } from '../db/templates.ts'
import type { Evaluator } from '../evaluator/evaluator.ts'
import { newTemplateUid } from '../ids.ts'
import type { RefreshQueue } from '../refresh-queue.ts'
import { noTemplate } from './no-template.ts'

export interface TemplatesParts {
  templates: TemplateRepository
  bindings: BindingRepository
  evaluator: Evaluator
  queue: RefreshQueue
  now(): number
  onBindingChanged(uid: string): void
}

/** What comes with a change that is not made by hand. */
export interface TemplateExtras {
  /** Members that Bindery does not know; undefined leaves those that are there. */
  extra?: JsonObject
  /** Its engine may be another one than Bindery draws, and a source at fault is kept as it is. */
  isLenient?: boolean
  also?: AlsoOf<StoredTemplate>
}

export interface SavedTemplate {
  template: StoredTemplate
  /** Variables that the source uses and nobody declared. */
  addedVariables: VariableDefinition[]
}

export type Templates = ReturnType<typeof createTemplates>

/** What people and programs do with templates. */
export function createTemplates(parts: TemplatesParts) {
  const { templates, bindings, evaluator, queue, now } = parts

  async function get(uid: string): Promise<StoredTemplate> {
    const template = await templates.find(uid)
    if (!template) throw noTemplate(uid)
    return template
  }

  /** @param uid of a request that may have been carried out before without being answered: what it made is given again */
  async function create(
    input: Omit<TemplateCreate, 'engine'> & { engine: string },
    {
      origin = 'user',
      uid = newTemplateUid(),
      extra = {},
      isLenient = false,
      also,
    }: { origin?: StoredTemplate['origin']; uid?: string } & TemplateExtras = {},
  ): Promise<SavedTemplate> {
    const at = now()
    const checked = await check(input, isLenient)
    const made = await templates.find(uid)
    if (made) return { template: made, addedVariables: checked.addedVariables }
    const template: StoredTemplate = {
      ...input,
      ...checked.members,
      uid,
      origin,
      extra,
      revision: 1,
      createdAt: at,
      updatedAt: at,
    }
    await templates.insert(template, also && ((trx) => also(trx, template)))
    return { template, addedVariables: checked.addedVariables }
  }

  async function update(
    uid: string,
    change: TemplateUpdate,
    ifMatch: IfMatch = null,
    { extra, isLenient = false, also }: TemplateExtras = {},
  ): Promise<SavedTemplate> {
    for (;;) {
      const current = await get(uid)
      if (ifMatch && !ifMatch(current.revision)) throw new ChangedMeanwhile(current)
      if (!isLenient) checkEngine(current, change)
      const engine = change.engine ?? current.engine
      const merged = { ...current, ...change, engine, ...(extra && { extra }) }
      const checked = await check(merged, isLenient)
      const template = { ...merged, ...checked.members, revision: current.revision + 1, updatedAt: now() }
      const redrawn = await templates.update(template, current.revision, also && ((trx) => also(trx, template)))
      if (!redrawn) continue
      for (const user of redrawn) redraw(user)
      return { template, addedVariables: checked.addedVariables }
    }
  }

  /** Makes a template what it was, as a new save. */
  async function putBack(was: StoredTemplate, ifMatch: IfMatch, also: AlsoOf<StoredTemplate>): Promise<void> {
    const { name, description, engine, html, width, height, variableDefinitions } = was
    const { jsEnabled, strictVariables, outputFormat, category, tags } = was
    const change = {
      ...{ name, description, engine, html, width, height, variableDefinitions },
      ...{ jsEnabled, strictVariables, outputFormat, category, tags },
    }
    await update(was.uid, change, ifMatch, { extra: was.extra, isLenient: true, also })
  }

  /** Stores a template that was deleted again, under its uid. */
  async function bringBack(was: StoredTemplate, also: AlsoOf<StoredTemplate>): Promise<void> {
    const template = { ...was, revision: was.revision + 1, updatedAt: now() }
    await templates.insert(template, (trx) => also(trx, template))
    for (const user of await bindings.uidsOfTemplate(was.uid)) redraw(user)
  }

  function redraw(bindingUid: string): void {
    parts.onBindingChanged(bindingUid)
    queue.ask(bindingUid, 'edit')
  }

  function check(source: Parameters<typeof checkSource>[0], isLenient: boolean) {
    return checkSource(source, evaluator).catch((error: unknown) => {
      if (!isLenient || !(error instanceof Problem) || error.slug !== 'expression-error') throw error
      const { variableDefinitions } = source
      return { members: { variableDefinitions, usedVariables: [] }, addedVariables: [] }
    })
  }

  async function remove(
    uid: string,
    force: boolean,
    ifMatch: IfMatch = null,
    also?: AlsoOf<StoredTemplate>,
  ): Promise<void> {
    const current = await get(uid)
    if (ifMatch && !ifMatch(current.revision)) throw new ChangedMeanwhile(current)
    const users = await bindings.uidsOfTemplate(uid)
    if (users.length > 0 && !force) {
      throw new Problem(
        'template-in-use',
        `${users.length} ${users.length === 1 ? 'binding uses' : 'bindings use'} this template. Delete with ?force=true to break them.`,
        { members: { bindings: users } },
      )
    }
    const removal = { at: now(), expected: ifMatch && current.revision, broken: force ? brokenAt(now()) : null }
    // Where it was changed, used or removed meanwhile, that is seen the second time.
    if (!(await templates.remove(uid, removal, also && ((trx) => also(trx, current)))))
      return remove(uid, force, ifMatch, also)
    for (const user of await bindings.uidsOfTemplate(uid)) await breakBinding(user, uid)
  }

  /** A run that is under way still has the template, and would have the last word. */
  async function breakBinding(uid: string, templateUid: string): Promise<void> {
    await queue.cancel(uid)
    if ((await bindings.find(uid))?.binding.templateId !== templateUid) return
    await bindings.updateState(uid, brokenAt(now()), now())
    parts.onBindingChanged(uid)
  }

  return { get, list: (filter: TemplateFilter) => templates.list(filter), create, update, putBack, bringBack, remove }
}

const brokenAt = (at: number): Partial<BindingState> => ({
  status: 'error',
  pausedState: null,
  lastError: {
    code: 'TEMPLATE_NOT_FOUND',
    stage: 'compose',
    message: 'The template of this binding was deleted. Choose another one.',
    at: new Date(at).toISOString(),
  },
  nextRefreshAt: null,
  ...NOTHING_OWED,
})

function checkEngine(current: StoredTemplate, { engine }: TemplateUpdate): void {
  if (engine === undefined || engine === current.engine) return
  const message = `The engine is "${current.engine}" and cannot change. Create another template instead.`
  throw new Problem('validation-error', message, { fields: [{ field: 'engine', code: 'unknown_value', message }] })
}

/**
 * Checks a template's source and declares what it uses undeclared.
 * @throws {Problem} `payload-too-large` (TEMPLATE_TOO_LARGE), or `expression-error` with every fault and its place
 */
export async function checkSource(
  source: { html: string; engine: string; variableDefinitions: VariableDefinition[] },
  evaluator: Evaluator,
): Promise<{
  members: { variableDefinitions: VariableDefinition[]; usedVariables: string[] }
  addedVariables: VariableDefinition[]
}> {
  checkTemplateSize(source.html)
  const { variableDefinitions } = source
  if (source.engine !== 'html') return { members: { variableDefinitions, usedVariables: [] }, addedVariables: [] }
  const { faults, used } = await evaluator.check(source)
  const [first] = faults
  if (first) throw templateProblem(first, faults)
  const declared = new Set(variableDefinitions.map(({ name }) => name))
  const addedVariables = used
    // Names that a declaration can't have (`{{[odd name]}}`) can't be given a value either; they stay undefined.
    .filter((name) => !declared.has(name) && variableName.safeParse(name).success)
    .map((name) => ({ name, type: 'text', allowRawHtml: false }) as const)
  return {
    members: { variableDefinitions: [...variableDefinitions, ...addedVariables], usedVariables: used },
    addedVariables,
  }
}

export function checkTemplateSize(html: string): void {
  const bytes = Buffer.byteLength(html)
  if (bytes <= MAX_TEMPLATE_BYTES) return
  throw new Problem(
    'payload-too-large',
    `The template is ${Math.ceil(bytes / 1024)} KB; ${MAX_TEMPLATE_BYTES / 1024} KB is the most. Move images and fonts out of it.`,
    { code: 'TEMPLATE_TOO_LARGE' },
  )
}

function templateProblem(first: TemplateFault, faults: TemplateFault[]): Problem {
  const place = first.line === null ? '' : ` (line ${first.line}, column ${first.column})`
  return new Problem('expression-error', `${first.message}${place}`, {
    code: first.code as never,
    stage: 'compose',
    faults,
  })
}
