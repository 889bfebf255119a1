import { useEffect, useRef, useState } from 'react'
import type { DryRun } from '../../../shared/dry-run.ts'
import type { Run } from '../../../shared/run.ts'
import { runsApi } from '../../api/runs.ts'
import { useBindings } from '../../stores/bindings.ts'

export type RunTrialState =
  | { step: 'none' }
  | { step: 'drawing' }
  | { step: 'done'; result: DryRun }
  | { step: 'refused'; message: string }

/** Draws what a run was given by its binding as it is now. @returns also what starts it */
export function useRunTrial({ bindingUid, id }: Run): [RunTrialState, () => void] {
  const [state, setState] = useState<RunTrialState>({ step: 'none' })
  const asking = useRef<AbortController | null>(null)
  useEffect(() => () => asking.current?.abort(), [])
  const start = () => {
    asking.current?.abort()
    const mine = new AbortController()
    asking.current = mine
    setState({ step: 'drawing' })
    runsApi.test(bindingUid, id, shownOutput(bindingUid), mine.signal).then(
      (result) => setState({ step: 'done', result }),
      (error) => mine.signal.aborted || setState({ step: 'refused', message: (error as Error).message }),
    )
  }
  return [state, start]
}

/** An <img> can't show a PDF; the same picture is to be had as PNG. */
function shownOutput(bindingUid: string) {
  const output = useBindings.getState().byUid[bindingUid]?.outputConfig
  return output?.format === 'pdf' ? { ...output, format: 'png' as const } : undefined
}
