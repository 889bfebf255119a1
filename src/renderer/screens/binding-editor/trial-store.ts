import { create } from 'zustand'
import type { DryRun } from '../../../shared/dry-run.ts'
import type { Json } from '../../../shared/json.ts'
import { carryOpened, firstOpened, type Opened } from './mapping/json-rows.ts'

/** Data to map from. */
export interface Sample {
  /** Tells samples apart. */
  id: number
  origin: 'live' | 'last' | 'webhook' | 'fixed' | 'pasted'
  data: Json
  /** When it came in; null for what was written here. */
  at: string | null
}

export interface TrialState {
  sample: Sample | null
  opened: Opened
  isTesting: boolean
  /** The answer of the last test, for as long as the source is the one that was tested. */
  test: DryRun | null
  /** Why the farm would not even try. */
  refusal: string | null
  isDrawing: boolean
  picture: NonNullable<DryRun['image']> | null
  /** Why what is written now can't be drawn; the picture is then the one before. */
  drawFault: { title: string; text: string } | null
  /** What the picture was drawn from. */
  drawnFrom: string | null
  /** What the farm made of the mapping, of that sample. */
  evaluated: {
    sampleId: number
    mapping: Readonly<Record<string, string>>
    variables: Record<string, Json>
    missing: string[]
  } | null
}

export const NO_TRIAL: TrialState = {
  sample: null,
  opened: new Set(),
  isTesting: false,
  test: null,
  refusal: null,
  isDrawing: false,
  picture: null,
  drawFault: null,
  drawnFrom: null,
  evaluated: null,
}

/** What was tried of the draft: its data, and the picture that comes of it. */
export const useTrial = create<TrialState>(() => NO_TRIAL)

let lastSampleId = 0

export function takeSample(origin: Sample['origin'], data: Json, at: string | null): Sample {
  const before = useTrial.getState()
  const sample = { id: ++lastSampleId, origin, data, at }
  const carried = before.sample ? carryOpened(before.sample.data, data, before.opened) : new Set<never>()
  useTrial.setState({ sample, opened: carried.size > 0 ? carried : firstOpened(data) })
  return sample
}
