import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

export interface Preferences {
  density: Density
  /** How the bindings are listed. */
  bindingsView: 'grid' | 'table'
  /** Whether the first run was shown. */
  isWelcomed: boolean
}

/** How this person likes the desk; kept by the browser, since it is nobody else's business. */
export const usePreferences = create<Preferences>()(
  persist(() => ({ density: 'comfortable', bindingsView: 'grid', isWelcomed: false }) as Preferences, {
    name: 'bindery.preferences',
  }),
)

/** The style sheets follow `data-density`. Returns what stops it. */
export function followPreferences(): () => void {
  const apply = ({ density }: Preferences) => {
    document.documentElement.dataset.density = density
  }
  apply(usePreferences.getState())
  return usePreferences.subscribe(apply)
}
