import type { Blocked } from '../../../../shared/blocked.ts'
import type { DryRun } from '../../../../shared/dry-run.ts'
import { allowLabel } from '../../../words/allow.ts'

/** What can be done about a failed test, by one button. */
export type NextStep =
  | { kind: 'auth'; label: string }
  | { kind: 'url'; label: string }
  | { kind: 'allow'; label: string; blocked: Blocked }
  | { kind: 'again'; label: string }
  | { kind: 'template'; label: string }

export interface Advice {
  title: string
  /** The farm's own words, which name the host and what to look at. */
  text: string
  next: NextStep | null
}

type TestError = NonNullable<DryRun['error']>

const AFTER_READING: readonly TestError['stage'][] = ['map', 'compose', 'render', 'store']

/** Whether the source gave data, whatever became of them. */
export const gaveData = ({ error }: Pick<DryRun, 'error'>): boolean =>
  error === null || AFTER_READING.includes(error.stage)

/**
 * Why a test failed, in plain words, with the next step.
 * @param hasCredential whether the source was given one
 */
export function adviceOn(error: TestError, hasCredential: boolean): Advice {
  return { text: error.message, ...headline(error, hasCredential) }
}

function headline({ code, stage, upstreamStatus, blocked }: TestError, hasCredential: boolean): Omit<Advice, 'text'> {
  if (code === 'BLOCKED_URL') {
    return {
      title: 'This address is not allowed',
      next: blocked?.allowable ? { kind: 'allow', label: allowLabel(blocked), blocked } : EDIT_URL,
    }
  }
  if (code === 'NEEDS_SECRET')
    return { title: 'Its credential is missing', next: { kind: 'auth', label: 'Give the credential again' } }
  if (stage === 'status') return statusHeadline(upstreamStatus, hasCredential)
  const found = BY_STAGE[stage]
  return found ?? { title: 'The test failed', next: AGAIN }
}

const AGAIN: NextStep = { kind: 'again', label: 'Test again' }
const EDIT_URL: NextStep = { kind: 'url', label: 'Edit the URL' }

const BY_STAGE: Partial<Record<TestError['stage'], Omit<Advice, 'text'>>> = {
  dns: { title: 'The host was not found', next: EDIT_URL },
  connect: { title: 'No connection', next: AGAIN },
  tls: { title: 'No secure connection', next: EDIT_URL },
  timeout: { title: 'It took too long', next: AGAIN },
  too_large: { title: 'The answer is too large', next: EDIT_URL },
  content_type: { title: 'The answer is not JSON', next: EDIT_URL },
  parse: { title: 'The answer is not JSON', next: EDIT_URL },
  fetch: { title: 'There is no data yet', next: null },
  map: { title: 'The mapping failed', next: null },
  compose: { title: 'The template can’t be filled', next: { kind: 'template', label: 'Open the template' } },
  render: { title: 'The picture could not be drawn', next: AGAIN },
}

function statusHeadline(status: number | undefined, hasCredential: boolean): Omit<Advice, 'text'> {
  if (status === 401 || status === 403) {
    const next: NextStep = { kind: 'auth', label: hasCredential ? 'Edit the credential' : 'Add a credential' }
    if (!hasCredential) return { title: `${status}: it wants a credential`, next }
    return { title: status === 401 ? '401: the credential was rejected' : '403: this may not be read', next }
  }
  if (status === 404 || status === 410) return { title: `${status}: there is nothing at this address`, next: EDIT_URL }
  if (status === 429) return { title: '429: too many requests', next: AGAIN }
  if (status !== undefined && status >= 500) return { title: `${status}: the server has a fault`, next: AGAIN }
  return { title: status === undefined ? 'The source refused' : `${status}: the source refused`, next: EDIT_URL }
}
