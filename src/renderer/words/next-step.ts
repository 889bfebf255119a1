import type { Stage } from '../../shared/errors.ts'
import type { Failure } from './failure.ts'

const BY_STAGE: Record<Exclude<Stage, 'status' | 'timeout' | 'store'>, string> = {
  dns: 'Check the host in the binding’s URL, and whether this machine is online.',
  connect: 'Check that the source runs and that its port is right, then run again.',
  tls: 'Check the certificate of the source. An authority of your own is added in the settings.',
  too_large: 'Ask the source for less: 5 MB are read at most.',
  content_type: 'Check that the URL leads to JSON, not to a page for people.',
  parse: 'Check what the source answered; it stands below.',
  fetch: 'Run again; if it stays so, test the source in the binding’s editor.',
  map: 'Check the mapping against the data that came.',
  compose: 'Open the template; its editor marks the fault.',
  render: 'Run again; if it stays so, look at what the page loads and at its scripts.',
}

const BY_CODE: Record<string, string> = {
  TEMPLATE_NOT_FOUND: 'Choose another template in the binding’s editor.',
  UNAVAILABLE: 'Nothing is wrong with the binding: run again once the farm can draw.',
}

/** What to do about a failure, in a sentence; null where its message says that already. */
export function nextStep({ code, stage }: Pick<Failure, 'code' | 'stage'>): string | null {
  if (code === 'NEEDS_SECRET' || (code === 'UNAVAILABLE' && stage !== 'render')) return null
  if (code in BY_CODE) return BY_CODE[code] ?? null
  return stage === 'status' || stage === 'timeout' || stage === 'store' ? null : BY_STAGE[stage]
}
