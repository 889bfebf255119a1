import { z } from 'zod'
import { type BindingUpdate, bindingCreateSchema, bindingUpdateSchema } from '../../shared/binding.ts'
import { Problem } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { templateCreateSchema, templateUpdateSchema } from '../../shared/template.ts'
import { ChangedMeanwhile } from '../changed-meanwhile.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { AlsoOf } from '../db/events.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { newBindingUid, newTemplateUid } from '../ids.ts'
import { portableTemplate } from '../portable/portable-form.ts'
import type { Fields } from './fields.ts'
import { bindingBody, bindingForm, templateForm } from './local-form.ts'
import { BLANK, type Changes, overlay, type SourceWriter } from './overlay.ts'
import { spreadSource } from './source-value.ts'
import { changedHere, TaskFault } from './task-fault.ts'
import type { Stored, Workshop } from './workshop.ts'

/** Writes to what is here, by the same doors as edits. `also` is stored in the same transaction. */

/** A secret of elsewhere is not known here: it shows as one that is to be given. */
const writer = (names: readonly string[]): SourceWriter => ({
  names,
  header: (_, kept) => kept ?? { set: false },
  credentials: (value) => (value === null || value === undefined ? null : { ...(value as JsonObject), set: true }),
})

const pulledTemplate = z.object({
  ...templateCreateSchema.shape,
  engine: z.string().min(1).max(50).default('html'),
  html: z.string().default(''),
})

export interface LocalWrite {
  changes: Changes
  /** Names of headers as they are spelt there. */
  names: readonly string[]
  extra: JsonObject
  also: AlsoOf<Stored>
}

export function formOfStored(stored: Stored, { secrets }: Pick<Workshop, 'secrets'>): Fields {
  return 'html' in stored ? templateForm(stored) : bindingForm(stored, secrets)
}

/** Makes what is there here too, under `uid` where that is free. */
export async function createHere(
  resource: 'template' | 'binding',
  uid: string | null,
  { changes, names, extra, also }: LocalWrite,
  shop: Workshop,
): Promise<void> {
  const blank = BLANK[resource]
  const body = { ...blank, ...overlay(blank, spreadSource(changes, {}), writer(names)) }
  const watched = watch(also)
  if (resource === 'template') {
    const input = parse(pulledTemplate, body)
    const options = {
      origin: 'sync',
      uid: uid ?? newTemplateUid(),
      extra,
      isLenient: true,
      also: watched.also,
    } as const
    await shop.templates.create(input, options)
  } else if (!(uid && (await bringBack(uid, body, { extra, also: watched.also }, shop)))) {
    const input = parse(bindingCreateSchema, body)
    const isFree = uid !== null && !(await shop.store.bindings.findWithDeleted(uid))
    const options = { origin: 'sync', uid: isFree ? uid : newBindingUid(), extra, also: watched.also } as const
    await shop.bindings.create(input, options)
  }
  if (!watched.wasStored()) throw changedHere()
}

/** A binding that was deleted here comes back with its history. */
async function bringBack(
  uid: string,
  body: JsonObject,
  extras: { extra: JsonObject; also: AlsoOf<Stored> },
  { store, bindings }: Workshop,
): Promise<boolean> {
  const found = await store.bindings.findWithDeleted(uid)
  if (!found || found.binding.deletedAt === null) return false
  try {
    await bindings.restore(uid, parse(bindingUpdateSchema, body), extras)
    return true
  } catch (error) {
    if (error instanceof Problem && error.slug === 'binding-not-found') return false
    throw error
  }
}

/** @param revision what it has to be still */
export async function updateHere(
  resource: 'template' | 'binding',
  uid: string,
  revision: number | null,
  { changes, names, extra, also }: LocalWrite,
  shop: Workshop,
): Promise<void> {
  const ifMatch = (current: number) => current === revision
  const current = await findHere(resource, uid, shop)
  if (!current) throw changedHere()
  const spread = spreadSource(changes, formOfStored(current, shop))
  const change = overlay(bodyOf(current), spread, writer(names))
  if (resource === 'template') {
    const extras = { extra, isLenient: true, also: also as AlsoOf<StoredTemplate> }
    await meanwhile(shop.templates.update(uid, parse(templateUpdateSchema, change), ifMatch, extras))
  } else {
    const extras = { extra, also: also as AlsoOf<StoredBinding> }
    await meanwhile(shop.bindings.update(uid, parse(bindingUpdateSchema, change) as BindingUpdate, ifMatch, extras))
  }
}

export async function deleteHere(
  resource: 'template' | 'binding',
  uid: string,
  { revision, isForced }: { revision: number | null; isForced: boolean },
  also: AlsoOf<Stored>,
  { bindings, templates }: Workshop,
): Promise<void> {
  const ifMatch = (current: number) => current === revision
  if (resource === 'binding') await meanwhile(bindings.remove(uid, ifMatch, also))
  else await meanwhile(templates.remove(uid, isForced, ifMatch, also))
}

export async function findHere(
  resource: 'template' | 'binding',
  uid: string,
  { store }: Pick<Workshop, 'store'>,
): Promise<Stored | undefined> {
  return resource === 'template' ? store.templates.find(uid) : (await store.bindings.find(uid))?.binding
}

export const bodyOf = (stored: Stored): JsonObject =>
  'html' in stored ? (portableTemplate(stored) as unknown as JsonObject) : bindingBody(stored)

function parse<T extends z.ZodType>(schema: T, body: JsonObject): z.output<T> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = issue?.path.join('.')
  throw new TaskFault(
    `Bindery cannot take it in: ${place ? `${place}: ` : ''}${issue?.message ?? 'it is not valid'}.`,
    {
      isRefusal: true,
    },
  )
}

async function meanwhile<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    const isGone = error instanceof Problem && /^(binding|template)-not-found$/.test(error.slug)
    throw isGone || error instanceof ChangedMeanwhile ? changedHere() : error
  }
}

function watch(also: AlsoOf<Stored>) {
  let isStored = false
  return {
    also: (async (trx, stored) => {
      await also(trx, stored)
      isStored = true
    }) satisfies AlsoOf<Stored>,
    wasStored: () => isStored,
  }
}
