import { useEffect } from 'react'
import { useLeaving } from '../stores/route.ts'

/** The desk asks before one leaves what is not saved. @param unsaved says what would be lost; null while there is nothing */
export function useUnsaved(unsaved: string | null): void {
  useEffect(() => {
    useLeaving.setState({ unsaved })
    return () => useLeaving.setState({ unsaved: null })
  }, [unsaved])
}
