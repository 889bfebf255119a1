import { Problem } from '../../shared/errors.ts'
import type { RunRepository, StoredRun } from '../db/runs.ts'

/** A run of this binding. @throws {Problem} `not-found` */
export async function runOfBinding(
  runs: Pick<RunRepository, 'find'>,
  bindingUid: string,
  runId: string,
): Promise<StoredRun> {
  const run = await runs.find(runId)
  if (run?.bindingUid === bindingUid) return run
  throw new Problem(
    'not-found',
    'This binding has no such run. Old ones are not kept, and unchanged ones in a row are one, with the id of the newest.',
  )
}
