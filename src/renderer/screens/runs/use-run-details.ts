import { useCallback, useEffect, useState } from 'react'
import type { RunDetailsEnvelope } from '../../../shared/run.ts'
import { ApiError } from '../../api/ask.ts'
import { runsApi } from '../../api/runs.ts'
import { useFarm } from '../../stores/farm.ts'

export type RunDetailsState =
  | { step: 'loading' }
  | { step: 'loaded'; found: RunDetailsEnvelope }
  | { step: 'gone' }
  | { step: 'failed'; message: string }

/** Reads a run with what it saw; one that was read does not change any more. @returns also what tries again */
export function useRunDetails(bindingUid: string, runId: string): [RunDetailsState, () => void] {
  const [state, setState] = useState<RunDetailsState>({ step: 'loading' })
  const isLive = useFarm(({ connection }) => connection === 'live')
  const isSettled = state.step === 'loaded' || state.step === 'gone'
  const load = useCallback(() => {
    runsApi.details(bindingUid, runId).then(
      (found) => setState({ step: 'loaded', found }),
      (error) => setState(toState(error)),
    )
  }, [bindingUid, runId])
  useEffect(() => {
    if (isLive && !isSettled) load()
  }, [isLive, isSettled, load])
  return [state, load]
}

function toState(error: unknown): RunDetailsState {
  const isGone = error instanceof ApiError && (error.status === 404 || error.status === 410)
  return isGone ? { step: 'gone' } : { step: 'failed', message: (error as Error).message }
}
