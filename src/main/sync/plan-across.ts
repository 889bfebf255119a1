import { type Draft, heldBack } from './draft.ts'
import { goesUp } from './held-back.ts'
import type { SidePlan } from './plan-side.ts'
import { type Side, unlinkedUid } from './sides.ts'

interface Both {
  templates: Side
  bindings: Side
  templatePlan: SidePlan
}

/** Of what was not changed since it was made. */
const FIRST_REVISION = 1

const isPull = ({ kind }: Draft): boolean => kind === 'pull_create' || kind === 'pull_update'
const templateIn = ({ fields }: Draft, side: 'mine' | 'theirs'): string | null => {
  const value = fields.find(({ path }) => path === 'templateId')?.[side]
  return typeof value === 'string' ? value : null
}

/**
 * Starter templates go up with a binding that uses them and goes up itself. Of those that are as they came there is
 * nothing to say; who has changed one is told why it stays.
 */
export function holdStarters(drafts: Draft[], bindings: readonly Draft[]): Draft[] {
  const wanted = new Set(
    bindings.filter((each) => goesUp(each) || each.kind === 'conflict').map((each) => templateIn(each, 'mine')),
  )
  return drafts.flatMap((each) => {
    if (each.kind !== 'push_create' || !each.local?.isStarter || wanted.has(each.localUid)) return each
    if (each.local.revision === FIRST_REVISION) return []
    return heldBack(each, 'starter', 'It came with Bindery, and no binding that goes up uses it.')
  })
}

/** Bindings wait for a template that they would be without on the other side. */
export function holdByTemplate(drafts: readonly Draft[], templates: readonly Draft[], across: Both): Draft[] {
  const here = new Set(across.templates.locals.map(({ uid }) => uid))
  const tied = new Map([...across.templatePlan.localUids].map(([remote, local]) => [local, remote]))
  const there = new Set(across.templates.remotes.map(({ uid }) => uid))
  const ofLocal = new Map(templates.filter(({ local }) => local).map((each) => [each.localUid, each]))
  const pulled = new Set(templates.filter(({ kind }) => kind === 'pull_create').map(({ remoteUid }) => remoteUid))

  function holdUp(draft: Draft, template: string): Draft {
    if (!here.has(template))
      return heldBack(draft, 'template_missing', 'Its template is not here any more. Choose another one.')
    const remote = tied.get(template)
    if ((remote !== undefined && there.has(remote)) || ofLocal.get(template)?.kind === 'push_create') return draft
    return heldBack(draft, 'template_held_back', 'Its template is not at the hosted API, and does not go there.')
  }

  function holdDown(draft: Draft, template: string): Draft {
    const remote = unlinkedUid(template)
    if (remote === null) {
      const isBack = templates.some(({ kind, localUid }) => kind === 'pull_create' && localUid === template)
      if (here.has(template) || isBack) return draft
      return heldBack(draft, 'template_missing', 'Its template was deleted here.')
    }
    if (pulled.has(remote)) return draft
    if (across.templatePlan.unread.has(remote))
      return heldBack(draft, 'template_not_read', 'Its template was not read yet. Plan again to read on.')
    if (!there.has(remote))
      return heldBack(draft, 'template_missing', 'Its template is not at the hosted API any more.')
    return heldBack(draft, 'template_held_back', 'Its template cannot be taken in here.')
  }

  return drafts.map((each) => {
    const [mine, theirs] = [templateIn(each, 'mine'), templateIn(each, 'theirs')]
    if (goesUp(each) && mine !== null) return holdUp(each, mine)
    if (isPull(each) && theirs !== null) return holdDown(each, theirs)
    return each
  })
}

/** A template is deleted only where no binding that stays uses it; else a person decides. */
export function keepUsedTemplates(drafts: readonly Draft[], bindings: readonly Draft[], across: Both): Draft[] {
  if (!drafts.some(({ kind }) => kind === 'pull_delete' || kind === 'push_delete')) return [...drafts]
  const here = usedHere(bindings, across)
  const there = usedThere(bindings, across)
  return drafts.map((each) => {
    if (each.kind === 'pull_delete' && here.has(each.localUid)) {
      const reason = 'It was deleted at the hosted API, and bindings here use it.'
      return { ...each, kind: 'conflict', deletedOn: 'remote', reason }
    }
    if (each.kind === 'push_delete' && there.has(each.remoteUid)) {
      const reason = 'It was deleted here, and bindings at the hosted API use it.'
      return { ...each, kind: 'conflict', deletedOn: 'local', reason }
    }
    return each
  })
}

/** Templates here of bindings that neither go nor change to another one. */
function usedHere(drafts: readonly Draft[], { bindings }: Both): Set<unknown> {
  const leaving = new Set(
    drafts
      .filter((each) => each.kind === 'pull_delete' || (each.kind === 'pull_update' && templateIn(each, 'theirs')))
      .map(({ localUid }) => localUid),
  )
  return new Set(bindings.locals.filter(({ uid }) => !leaving.has(uid)).map(({ form }) => form.fields().templateId))
}

/** The same of what is there. */
function usedThere(drafts: readonly Draft[], { bindings }: Both): Set<unknown> {
  const leaving = new Set(
    drafts
      .filter((each) => each.kind === 'push_delete' || (each.kind === 'push_update' && templateIn(each, 'mine')))
      .map(({ remoteUid }) => remoteUid),
  )
  const staying = bindings.remotes.filter(({ uid }) => !leaving.has(uid))
  return new Set(staying.map(({ body }) => body.templateId ?? body.templateUid))
}
