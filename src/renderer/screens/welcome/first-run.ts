import { useEffect } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import { useBindings } from '../../stores/bindings.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { goTo, paths, useRoute } from '../../stores/route.ts'
import { STATUS_SOURCE } from '../../words/binding.ts'

/** Whether nobody has made a binding yet: there is the sample, or nothing. */
const isUntouched = (bindings: readonly Binding[]): boolean =>
  bindings.length === 0 || (bindings.length === 1 && findSample(bindings) !== undefined)

/** The sample draws the farm's own status. */
export const findSample = (bindings: readonly Binding[]): Binding | undefined =>
  bindings.find(({ dataSource }) => dataSource.type === 'http' && dataSource.url === STATUS_SOURCE)

/** Leads to the first steps, once: where nobody has made anything yet, and nobody was on the way elsewhere. */
export function useFirstRun(): void {
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  const isWelcomed = usePreferences(({ isWelcomed }) => isWelcomed)
  const isAtStart = useRoute(({ route }) => route.screen === 'bindings' && route.uid === null)
  useEffect(() => {
    if (!isLoaded || isWelcomed) return
    const isFresh = isAtStart && isUntouched(Object.values(useBindings.getState().byUid))
    usePreferences.setState({ isWelcomed: true })
    if (isFresh) goTo(paths.welcome())
  }, [isLoaded, isWelcomed, isAtStart])
}
