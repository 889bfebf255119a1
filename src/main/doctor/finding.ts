/** What was seen of one thing that a farm needs. */
export interface Finding {
  name: string
  /** `advice` may be left as it is; a `problem` keeps the farm from working, or its secrets from being safe. */
  verdict: 'ok' | 'advice' | 'problem'
  /** What was seen and, where it is not fine, what to do. */
  says: string
}

export const ok = (name: string, says: string): Finding => ({ name, verdict: 'ok', says })
export const advice = (name: string, says: string): Finding => ({ name, verdict: 'advice', says })
export const problem = (name: string, says: string): Finding => ({ name, verdict: 'problem', says })
