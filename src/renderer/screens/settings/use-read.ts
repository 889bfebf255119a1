import { useCallback, useEffect, useState } from 'react'
import { useFarm, useIsOffline } from '../../stores/farm.ts'

export interface Reading<T> {
  value: T | null
  /** Why it could not be read. */
  error: string | null
  again(): void
}

/** What the farm answers, read when the screen opens and again once a lost link stands. `read` is one function for good. */
export function useRead<T>(read: () => Promise<T>): Reading<T> {
  const isLive = useFarm(({ connection }) => connection === 'live')
  const isOffline = useIsOffline()
  const [value, setValue] = useState<T | null>(null)
  const [error, setError] = useState<string | null>(null)
  const again = useCallback(() => {
    read().then(
      (found) => {
        setValue(found)
        setError(null)
      },
      (fault: Error) => setError(fault.message),
    )
  }, [read])
  useEffect(() => {
    if (isLive) again()
  }, [isLive, again])
  return {
    value,
    error: value === null && isOffline ? 'It can’t be read before the farm answers again.' : error,
    again,
  }
}
