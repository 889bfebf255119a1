import type { Resolution } from '../../../shared/sync.ts'
import { useSync } from '../../stores/sync.ts'

/** Decides a conflict, or, with null, leaves it undecided. */
export function decide(operationId: string, resolution: Resolution | null): void {
  const { [operationId]: _before, ...others } = useSync.getState().resolutions
  useSync.setState({ resolutions: resolution === null ? others : { ...others, [operationId]: resolution } })
}
