import type { Stage } from '../../../shared/errors.ts'
import type { Phase } from '../../../shared/run.ts'
import { PHASES } from '../../words/run.ts'

/** The phase that a failure belongs to; the stages before the mapping are all the fetch's. */
export const phaseOf = (stage: Stage): Phase => PHASES.find((phase) => phase === stage) ?? 'fetch'
