import type { Outcome, Phase, Trigger } from '../../shared/run.ts'
import type { HealthTone } from './health.ts'

export const TRIGGER_WORDS: Record<Trigger, string> = {
  schedule: 'on schedule',
  manual: 'by hand',
  webhook: 'by webhook',
  request: 'asked for by a viewer',
  retry: 'tried again',
  edit: 'after an edit',
}

export const OUTCOME_WORDS: Record<Outcome, { word: string; tone: HealthTone }> = {
  rendered: { word: 'New picture', tone: 'good' },
  unchanged: { word: 'Data unchanged', tone: 'idle' },
  not_modified: { word: 'Not modified', tone: 'idle' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'idle' },
}

/** In the order in which a refresh goes through them. */
export const PHASE_WORDS: Record<Phase, string> = {
  queue: 'Queue',
  fetch: 'Fetch',
  map: 'Map',
  compose: 'Compose',
  render: 'Render',
  store: 'Store',
}
export const PHASES = Object.keys(PHASE_WORDS) as Phase[]
