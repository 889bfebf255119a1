import { useCallback, useEffect, useRef, useState } from 'react'
import type { StreamEvent } from '../event-stream.ts'
import { useFarm } from '../stores/farm.ts'
import { onStreamEvent } from '../stream-listeners.ts'

/** Events come in bursts; what they touch is read once per burst, after this, in milliseconds. */
const BURST_MS = 150

export interface LiveList<T> {
  /** Null until it was read. */
  list: T | null
  fault: string | null
  reload(): void
}

/** What `read` gives, read again whenever an event concerns it, `burstMs` after the first of a burst. Both must be stable. */
export function useLiveList<T>(
  read: () => Promise<T>,
  concerns: (event: StreamEvent) => boolean,
  burstMs = BURST_MS,
): LiveList<T> {
  const isLive = useFarm(({ connection }) => connection === 'live')
  const [list, setList] = useState<T | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const asked = useRef(0)
  const reload = useCallback(() => {
    const mine = ++asked.current
    const isLatest = () => mine === asked.current
    read().then(
      (found) => {
        if (!isLatest()) return
        setList(() => found)
        setFault(null)
      },
      (error: Error) => isLatest() && setFault(error.message),
    )
  }, [read])
  useEffect(() => {
    if (!isLive) return
    let timer: ReturnType<typeof setTimeout> | null = null
    reload()
    const stop = onStreamEvent((event) => {
      if (!concerns(event)) return
      timer ??= setTimeout(() => {
        timer = null
        reload()
      }, burstMs)
    })
    return () => {
      asked.current++
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [isLive, reload, concerns, burstMs])
  return { list, fault, reload }
}
