import { useEffect, useRef, useState } from 'react'

export interface Settled<T> {
  /** The last answer; it stays while a newer one is on its way. */
  answer: T | null
  /** Why the last question could not be answered. */
  error: Error | null
  isAsking: boolean
}

/**
 * Asks again when the question has changed and then rested for `waitMs`. A question that is overtaken is called off.
 * @param key names the question @param isOn whether to ask at all
 */
export function useSettled<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  waitMs: number,
  isOn: boolean,
): Settled<T> {
  const [state, setState] = useState<Settled<T>>({ answer: null, error: null, isAsking: false })
  const latest = useRef(ask)
  latest.current = ask
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question
  useEffect(() => {
    // What was under way when it was turned off was called off, and its answer is not taken.
    if (!isOn) return setState((before) => (before.isAsking ? { ...before, isAsking: false } : before))
    const ending = new AbortController()
    const { signal } = ending
    const put = (change: Partial<Settled<T>>) => {
      if (!signal.aborted) setState((before) => ({ ...before, ...change }))
    }
    const timer = setTimeout(() => {
      put({ isAsking: true })
      latest.current(signal).then(
        (answer) => put({ answer, error: null, isAsking: false }),
        (error) => put({ error, isAsking: false }),
      )
    }, waitMs)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [key, waitMs, isOn])
  return state
}
