import type { Outcome, Phase, Run, Trigger } from '../../shared/run.ts'
import { stageWords } from './failure.ts'
import type { HealthTone } from './health.ts'
import { bytes } from './time.ts'

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

export const TRIGGERS = Object.keys(TRIGGER_WORDS) as Trigger[]
export const OUTCOMES = Object.keys(OUTCOME_WORDS) as Outcome[]

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

/** Milliseconds of a run, waiting and all. */
export const totalMs = ({ phases }: Pick<Run, 'phases'>): number =>
  PHASES.reduce((sum, phase) => sum + phases[phase], 0)

/** More names than this say less, not more. */
const NAMES_SHOWN = 6

/** What was special about a run: "Changed: title · Not in the data: author · 4.2 kB read". */
export function runNotes({ changed, missing, bytes: size }: Run): string {
  const notes = [
    ...(changed.length > 0 ? [`Changed: ${listed(changed)}`] : []),
    ...(missing.length > 0 ? [`Not in the data: ${listed(missing)}`] : []),
    ...(size > 0 ? [`${bytes(size)} read`] : []),
  ]
  return notes.join(' · ')
}

const listed = (names: readonly string[]): string =>
  names.length <= NAMES_SHOWN
    ? names.join(', ')
    : `${names.slice(0, NAMES_SHOWN).join(', ')} and ${names.length - NAMES_SHOWN} more`

/** Why a run failed, as a line: the stage, and what the farm said. */
export const errorLine = ({ stage, message }: NonNullable<Run['error']>): string => `${stageWords(stage)}: ${message}`
