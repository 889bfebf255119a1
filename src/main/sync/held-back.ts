import { STATUS_SOURCE } from '../../shared/data-source.ts'
import { type Draft, heldBack } from './draft.ts'
import { type Fields, hashOf } from './fields.ts'
import { isSourcePath } from './paths.ts'
import type { PlanInput } from './plan.ts'

/** A farm's picture of its own status is nobody else's. */
export const isOwnPicture = (fields: Fields): boolean => fields['dataSource.url'] === STATUS_SOURCE

/** What an object itself, as it is, keeps from going up. */
export function heldByItself(draft: Draft, { pushPrivate }: Pick<PlanInput, 'pushPrivate'>): Draft {
  const { local, seen, kind } = draft
  if (kind === 'pull_create' && seen && isOwnPicture(seen.fields))
    return heldBack(draft, 'sample', 'It draws the status of the farm that it was made on.')
  if (!local || !goesUp(draft)) return draft
  if (isOwnPicture(local.form.fields()))
    return heldBack(draft, 'sample', 'It draws the status of this farm, which is nowhere else.')
  const sendsSource = kind === 'push_create' || draft.fields.some(({ path }) => isSourcePath(path))
  if (local.hasPrivateSource && !pushPrivate && sendsSource)
    return heldBack(
      draft,
      'private_source',
      'Its data comes from a private address, which the hosted API cannot reach.',
    )
  const engine = local.form.fields().engine
  if (kind === 'push_create' && engine !== undefined && engine !== 'html')
    return heldBack(draft, 'engine', `The hosted API takes no templates of the engine "${engine}" from here.`)
  return draft
}

/** The sample that came with Bindery goes nowhere, whatever is made of it, and nobody asks why. */
export const isSample = ({ hold, local }: Draft): boolean => hold === 'sample' && local?.isStarter === true

export const goesUp = ({ kind }: Draft): boolean => kind === 'push_create' || kind === 'push_update'

/** Whom a refusal is of: an object here, or one that is only there. */
export const subjectOf = ({ resource, localUid, remoteUid, local }: Draft): string =>
  local ? `${resource}:${localUid}` : `${resource}:remote:${remoteUid}`

/** What was, or would be, refused: the same content is not sent again. */
export const refusedContent = ({ kind, fields }: Pick<Draft, 'kind' | 'fields'>): string =>
  hashOf({
    kind,
    values: fields.map(({ path, mine, theirs }) => (kind.startsWith('push') ? [path, mine] : [path, theirs])),
  })

/** What one side would not take, as long as it is the same. */
export function heldByRefusal(draft: Draft, { refusals }: Pick<PlanInput, 'refusals'>): Draft {
  const refusal = refusals.get(subjectOf(draft))
  if (!refusal || refusal.hash !== refusedContent(draft)) return draft
  return heldBack(draft, 'refused', refusal.message)
}
