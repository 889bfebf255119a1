/** What `GET /healthz` answers: what was looked at, and no more of it than whether it is fine. */
export interface Health {
  status: 'ok' | 'failing'
  checks: Record<string, Verdict>
}

/** What is degraded is worse than it should be, and the farm does its work all the same. */
export type Verdict = 'ok' | 'degraded' | 'failing'

/** Whether one part is fine; one that throws is not. */
export type Probe = () => boolean | 'degraded' | Promise<boolean | 'degraded'>

export async function checkHealth(probes: Record<string, Probe>): Promise<Health> {
  const entries = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      const isFine = await Promise.resolve()
        .then(probe)
        .catch(() => false)
      return [name, isFine === 'degraded' ? isFine : isFine ? 'ok' : 'failing'] as const
    }),
  )
  const isFine = entries.every(([, word]) => word !== 'failing')
  return { status: isFine ? 'ok' : 'failing', checks: Object.fromEntries(entries) }
}

/** A probe that costs something, carried out once in `ms` however many ask. */
export function rarely(ms: number, monotonic: () => number, probe: Probe): Probe {
  let last: { at: number; answer: Promise<boolean | 'degraded'> } | null = null
  return () => {
    if (!last || monotonic() - last.at >= ms) {
      last = { at: monotonic(), answer: Promise.resolve().then(probe) }
      // It may be asked for again before anybody waits for it.
      last.answer.catch(() => {})
    }
    return last.answer
  }
}
