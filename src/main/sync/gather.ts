import type { SyncResource } from '../../shared/sync.ts'
import type { Store } from '../db/store.ts'
import type { SyncLink } from '../db/sync-links.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { type Fields, textOf } from './fields.ts'
import { bindingForm, hasCredentials, templateForm } from './local-form.ts'
import { isPrivateSource, type PrivateHosts } from './private-source.ts'
import { formOf } from './settle.ts'
import type { LocalObject, Side } from './sides.ts'

export interface LocalParts {
  account: string
  store: Store
  secrets: Secrets
  privateHosts: PrivateHosts
}

export type Here = Record<'templates' | 'bindings', Pick<Side, 'locals' | 'links'>>

const ALL = { page: 1, limit: 1_000_000 }

/** All that is here and what it is tied to. One that was not saved since the last sync is what it was then. */
export async function gatherHere({ account, store, secrets, privateHosts }: LocalParts): Promise<Here> {
  const links = Map.groupBy(await store.syncLinks.all(account), ({ resource }) => resource)
  const { templates } = await store.templates.list({ ...ALL, sort: 'oldest', outputFormat: 'all' })
  const { bindings } = await store.bindings.list(ALL)
  const form = formsBy(links)
  return {
    templates: {
      links: links.get('template') ?? [],
      locals: templates.map((template) => ({
        ...aboutOf(template),
        hasCredentials: false,
        hasPrivateSource: false,
        form: form('template', template, () => templateForm(template)),
      })),
    },
    bindings: {
      links: links.get('binding') ?? [],
      locals: bindings.map(({ binding }) => ({
        ...aboutOf(binding),
        hasCredentials: hasCredentials(binding),
        hasPrivateSource: isPrivateSource(binding.dataSource, privateHosts),
        form: form('binding', binding, () => bindingForm(binding, secrets)),
      })),
    },
  }
}

interface About {
  uid: string
  name: string
  revision: number
  createdAt: number
  origin: string
}

const aboutOf = ({ uid, name, revision, createdAt, origin }: About) => {
  return { uid, name, revision, createdAt, isStarter: origin === 'starter' }
}

function formsBy(links: ReadonlyMap<SyncResource, readonly SyncLink[]>) {
  const known = new Map(
    [...links].flatMap(([resource, all]) => all.map((link) => [`${resource} ${link.localUid}`, link] as const)),
  )
  return (resource: SyncResource, { uid, revision }: About, make: () => Fields): LocalObject['form'] => {
    const link = known.get(`${resource} ${uid}`)
    if (link?.localRevision === revision) return lazyForm(link.mine)
    const fields = make()
    return { text: textOf(fields), fields: () => fields }
  }
}

/** Thousands that did not change are compared as text, and never parsed. */
function lazyForm(text: string): LocalObject['form'] {
  let fields: Fields | null = null
  return {
    text,
    fields: () => {
      fields ??= formOf(text)
      return fields
    },
  }
}
