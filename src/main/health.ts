/** What `GET /healthz` answers: what was looked at, and no more of it than whether it is fine. */
export interface Health {
  status: 'ok' | 'failing'
  checks: Record<string, 'ok' | 'failing'>
}

/** Whether one part is fine; one that throws is not. */
export type Probe = () => boolean | Promise<boolean>

export async function checkHealth(probes: Record<string, Probe>): Promise<Health> {
  const entries = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      const isFine = await Promise.resolve()
        .then(probe)
        .catch(() => false)
      return [name, isFine ? 'ok' : 'failing'] as const
    }),
  )
  const isFine = entries.every(([, word]) => word === 'ok')
  return { status: isFine ? 'ok' : 'failing', checks: Object.fromEntries(entries) }
}

/** A probe that costs something, carried out once in `ms` however many ask. */
export function rarely(ms: number, monotonic: () => number, probe: Probe): Probe {
  let last: { at: number; answer: Promise<boolean> } | null = null
  return () => {
    if (!last || monotonic() - last.at >= ms) {
      last = { at: monotonic(), answer: Promise.resolve().then(probe) }
      // It may be asked for again before anybody waits for it.
      last.answer.catch(() => {})
    }
    return last.answer
  }
}
