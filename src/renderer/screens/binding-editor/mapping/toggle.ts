import { useTrial } from '../trial-store.ts'
import { isContainer, type JsonRow } from './json-rows.ts'

/** Opens or closes a line. */
export function toggle({ value }: JsonRow): void {
  if (!isContainer(value)) return
  const opened = new Set(useTrial.getState().opened)
  if (!opened.delete(value)) opened.add(value)
  useTrial.setState({ opened })
}
