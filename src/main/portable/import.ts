import type { ImportPlan, PortableFile } from '../../shared/portable.ts'
import { firstState } from '../bindings/first-state.ts'
import type { BindingRepository, StoredBinding } from '../db/bindings.ts'
import type { Definitions } from '../db/definitions.ts'
import type { StoredTemplate, TemplateRepository } from '../db/templates.ts'
import type { Evaluator } from '../evaluator/evaluator.ts'
import { newBindingUid, newTemplateUid } from '../ids.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { remoteHosts } from '../templates/remote-hosts.ts'
import { type Decision, decider } from './decide.ts'
import { exportMask } from './export-mask.ts'
import { contentOf, portableBinding, portableTemplate } from './portable-form.ts'
import { readPortable } from './read-file.ts'

export interface ImportParts {
  bindings: Pick<BindingRepository, 'list'>
  templates: Pick<TemplateRepository, 'list' | 'find'>
  definitions: Definitions
  evaluator: Evaluator
  secrets: Secrets
  now(): number
  /** Told of every binding that was made, once all are stored. */
  onBindingMade(uid: string): void
}

interface Decided<T> {
  entry: T
  /** Its uid in the file. */
  uid: string
  decision: Decision
}

interface Decisions {
  templates: Decided<StoredTemplate>[]
  bindings: Decided<StoredBinding>[]
}

const ALL = { page: 1, limit: 1_000_000 }

/** Takes in a file, or says what that would do. All of it is valid and stored, or nothing is. */
export async function importFile(file: PortableFile, isDryRun: boolean, parts: ImportParts) {
  const { evaluator, secrets, now } = parts
  const findTemplate = (uid: string) => parts.templates.find(uid)
  const read = await readPortable(file, { findTemplate, evaluator, secrets, now })
  const decisions = await decide(read, parts)
  const plan = planOf(decisions, isDryRun)
  return { plan, result: isDryRun ? null : await carryOut(decisions, parts) }
}

async function decide(
  read: { templates: StoredTemplate[]; bindings: StoredBinding[] },
  parts: ImportParts,
): Promise<Decisions> {
  const present = await parts.templates.list({ ...ALL, sort: 'oldest', outputFormat: 'all' })
  const presentTemplates = present.templates.map((template) => {
    return {
      uid: template.uid,
      content: contentOf(portableTemplate(template)),
      isStarter: template.origin === 'starter',
    }
  })
  const templateDecision = decider(presentTemplates, newTemplateUid)
  const templates = read.templates.map((template) => {
    const { uid } = template
    const decision = templateDecision(uid, contentOf(portableTemplate(template)))
    return { uid, decision, entry: { ...template, uid: decision.localUid } }
  })

  const localUids = new Map(templates.map(({ uid, decision }) => [uid, decision.localUid]))
  const presentBindings = (await parts.bindings.list(ALL)).bindings.map(({ binding }) => {
    return {
      uid: binding.uid,
      content: contentOf(portableBinding(binding, exportMask(binding, parts.secrets))),
      isStarter: binding.origin === 'starter',
    }
  })
  const bindingDecision = decider(presentBindings, newBindingUid)
  const bindings = read.bindings.map((binding) => {
    const { uid } = binding
    const entry = { ...binding, templateId: localUids.get(binding.templateId) ?? binding.templateId }
    const decision = bindingDecision(uid, contentOf(portableBinding(entry)))
    return { uid, decision, entry: { ...entry, uid: decision.localUid } }
  })
  return { templates, bindings }
}

function planOf({ templates, bindings }: Decisions, isDryRun: boolean): ImportPlan {
  const placeOf = ({ uid, entry, decision: { action, localUid } }: Decided<StoredTemplate | StoredBinding>) => {
    // The uid of a copy is drawn anew each time.
    return { uid, name: entry.name, action, localUid: action === 'copy' && isDryRun ? null : localUid }
  }
  return {
    templates: templates.map((each) => ({
      ...placeOf(each),
      hosts: remoteHosts(each.entry.html, each.entry.variableDefinitions).map(({ host }) => host),
      runsScripts: each.entry.jsEnabled,
    })),
    bindings: bindings.map((each) => ({
      ...placeOf(each),
      needsSecret: each.entry.needsSecret,
      host: each.entry.dataSource.type === 'http' ? URL.parse(each.entry.dataSource.url)?.host || null : null,
    })),
  }
}

async function carryOut({ templates, bindings }: Decisions, parts: ImportParts) {
  const made = <T>(all: Decided<T>[]): T[] =>
    all.filter(({ decision }) => decision.action !== 'same').map(({ entry }) => entry)
  const [newTemplates, newBindings] = [made(templates), made(bindings)]
  const withStates = newBindings.map((binding) => ({ binding, state: firstState(binding) }))
  await parts.definitions.insertAll(newTemplates, withStates, parts.now())
  for (const { uid } of newBindings) parts.onBindingMade(uid)
  return { templates: newTemplates.length, bindings: newBindings.length }
}
