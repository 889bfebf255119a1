import { useEffect, useState } from 'react'
import type { Settings } from '../../../shared/settings.ts'
import { ApiError } from '../../api/ask.ts'
import { changeSettings } from '../../sync-settings.ts'

/** How long "Saved" stands, in milliseconds. */
const SAVED_MS = 6000

export interface Saving {
  state: 'idle' | 'saving' | 'saved'
  /** Why it was not saved, and what to do. */
  error: string | null
  /** Saves, and tells whether it came to pass. */
  save(update: Partial<Settings>): Promise<boolean>
  /** Saves what is none of the farm's settings. */
  run(change: () => Promise<void>): Promise<boolean>
  /** Says of what was written why it can't be saved. */
  refuse(error: string): void
  forget(): void
}

/** The saving of one setting, and what came of it. */
export function useSaving(): Saving {
  const [state, setState] = useState<Saving['state']>('idle')
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    if (state !== 'saved') return
    const timer = setTimeout(() => setState('idle'), SAVED_MS)
    return () => clearTimeout(timer)
  }, [state])
  const run = async (change: () => Promise<void>) => {
    setState('saving')
    setError(null)
    try {
      await change()
      setState('saved')
      return true
    } catch (fault) {
      setState('idle')
      setError(faultWords(fault))
      return false
    }
  }
  return {
    state,
    error,
    run,
    save: (update) => run(() => changeSettings(update)),
    refuse: setError,
    forget: () => setError(null),
  }
}

/** What the farm said of the field; else of the request. */
const faultWords = (fault: unknown): string =>
  (fault instanceof ApiError ? fault.fields[0]?.message : undefined) ?? (fault as Error).message
