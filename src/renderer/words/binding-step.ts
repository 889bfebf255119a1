import type { Binding } from '../../shared/binding.ts'
import type { Blocked } from '../../shared/blocked.ts'
import { hasCredentials } from '../has-credentials.ts'
import { allowLabel } from './allow.ts'

/** What a person can do about a failure: let a host through, or go where it is mended. */
export type BindingStep =
  | { kind: 'allow'; label: string; why: string; blocked: Blocked }
  | { kind: 'go'; label: string; why: string; to: 'editor' | 'template' | 'chromium' }

const PURPOSES: Record<Blocked['purpose'], string> = { data: 'data', pages: 'pages', webhooks: 'webhooks' }

/** The next step of a failing binding; null where there is nothing to do but to try again. */
export function bindingStep(binding: Pick<Binding, 'needs_secret' | 'lastError' | 'dataSource'>): BindingStep | null {
  const { needs_secret, lastError } = binding
  if (needs_secret) return edit('Give the credential again', 'Bindery has none for this address.')
  if (!lastError) return null
  const { blocked, upstreamStatus, code, stage } = lastError
  if (blocked?.allowable) {
    const why = `It is then reached for ${PURPOSES[blocked.purpose]} at this port, and for nothing else.`
    return { kind: 'allow', label: allowLabel(blocked), why, blocked }
  }
  if (upstreamStatus === 401 || upstreamStatus === 403) {
    return hasCredentials(binding)
      ? edit('Edit the credential', 'The source did not accept the one that it was given.')
      : edit('Add a credential', 'The source was given none.')
  }
  if (stage === 'timeout' || (upstreamStatus !== undefined && isPassing(upstreamStatus))) return null
  if (code === 'TEMPLATE_NOT_FOUND') return edit('Choose another template', 'Its own was deleted.')
  if (code === 'UNAVAILABLE' && stage === 'render')
    return go('chromium', 'Choose a Chromium', 'There is none to draw with.')
  if (stage === 'map') return edit('Edit the mapping', 'A path did not work out.')
  if (stage === 'compose') return go('template', 'Edit the template', 'It could not be filled with this data.')
  if (stage === 'render' || stage === 'store' || stage === 'fetch') return null
  return edit('Edit the source', 'Look whether the address is right, and whether it answers JSON.')
}

/** A status that tells of the source as it is now, and of nothing that is wrong with the binding. */
const isPassing = (status: number): boolean => status >= 500 || status === 408 || status === 429

const edit = (label: string, why: string): BindingStep => go('editor', label, why)
const go = (to: 'editor' | 'template' | 'chromium', label: string, why: string): BindingStep => ({
  kind: 'go',
  label,
  why,
  to,
})
