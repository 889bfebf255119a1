import { Problem } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import type { BindingRepository } from '../db/bindings.ts'
import type { RunRepository, StoredRun } from '../db/runs.ts'
import { runOfBinding } from './run-of-binding.ts'

/** What a run was given: the data that it read, or the variables that were made of it. */
export type RunInput = { from: 'data'; text: string } | { from: 'variables'; variables: Record<string, Json> }

export interface RunInputParts {
  runs: Pick<RunRepository, 'find' | 'previousDrawn'>
  bindings: Pick<BindingRepository, 'data'>
}

/** The stages that are entered with data at hand. */
const WITH_DATA: readonly string[] = ['map', 'compose', 'render', 'store']

/**
 * What a run was given, as far as it is kept: the data while none newer came in, and of older runs the variables.
 * @throws {Problem} `not-found`; `conflict` where it was given nothing, or more than is kept
 */
export async function runInput(bindingUid: string, runId: string, parts: RunInputParts): Promise<RunInput> {
  const run = await runOfBinding(parts.runs, bindingUid, runId)
  if (!hadData(run)) throw new Problem('conflict', 'This run got no data: it ended before there was any.')
  const kept = await parts.bindings.data(bindingUid)
  if (kept && kept.fetchedAt <= run.finishedAt) return { from: 'data', text: kept.text }
  return { from: 'variables', variables: await variablesOf(run, parts.runs) }
}

const hadData = ({ outcome, error }: StoredRun): boolean =>
  outcome !== 'cancelled' && (error === null || WITH_DATA.includes(error.stage))

/** One that drew nothing new was given what the picture before it was drawn of. */
async function variablesOf(run: StoredRun, runs: RunInputParts['runs']): Promise<Record<string, Json>> {
  const details = run.details?.variables ? run.details : (await drawnBefore(run, runs))?.details
  if (!details?.variables) throw new Problem('conflict', 'What this run was given is not kept any more.')
  if (details.variablesCut.length > 0) {
    throw new Problem('conflict', `This run was given more than is kept: ${details.variablesCut.join(', ')} was cut.`)
  }
  return details.variables as Record<string, Json>
}

const drawnBefore = async (run: StoredRun, runs: RunInputParts['runs']): Promise<StoredRun | undefined> =>
  run.outcome === 'failed' ? undefined : runs.previousDrawn(run)
