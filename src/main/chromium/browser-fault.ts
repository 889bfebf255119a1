import { Problem } from '../../shared/errors.ts'

/** Why a browser had to be replaced: its job's time or memory ran out, or it went away or fell silent. */
export type FaultKind = 'time limit' | 'memory limit' | 'crash'

/** The process was at fault, or was stuck: it has to be replaced. */
export class BrowserFault extends Error {
  override readonly name = 'BrowserFault'
  readonly kind: FaultKind

  constructor(kind: FaultKind, cause?: unknown) {
    super(kind, { cause })
    this.kind = kind
  }
}

/** What the caller is told of a job that could not be drawn. */
export function faultProblem(fault: BrowserFault, timeLimitMs: number): Problem {
  const words: Record<FaultKind, string> = {
    'time limit': `The page took longer than ${timeLimitMs / 1000} s to draw. Make it simpler, or look for a script that does not end.`,
    'memory limit': 'The page needed too much memory. Make it simpler, or its images smaller.',
    crash: 'The page made the browser crash, twice. Make it simpler, or smaller.',
  }
  return new Problem('render-failed', words[fault.kind], { stage: 'render', cause: fault })
}
