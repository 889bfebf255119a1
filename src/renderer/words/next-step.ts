import type { Stage } from '../../shared/errors.ts'
import type { Failure } from './failure.ts'
import { clientStatus } from './http-status.ts'

const BY_STAGE: Record<Stage, string> = {
  dns: 'Check the host in the binding’s URL, and whether this machine is online.',
  connect: 'Check that the source runs and that its port is right, then run again.',
  tls: 'Check the certificate of the source. An authority of your own is added in the settings.',
  timeout: 'The source was too slow. Run again; if it stays so, ask it for less.',
  status: 'Check the URL and what is sent to it.',
  too_large: 'Ask the source for less: 5 MB are read at most.',
  content_type: 'Check that the URL leads to JSON, not to a page for people.',
  parse: 'Check what the source answered; it stands below.',
  fetch: 'Run again; if it stays so, test the source in the binding’s editor.',
  map: 'Check the mapping against the data that came.',
  compose: 'Open the template; its editor marks the fault.',
  render: 'Run again; if it stays so, look at what the page loads and at its scripts.',
  store: 'Check that there is room on the disk, then run again.',
}

const BY_CODE: Record<string, string> = {
  NEEDS_SECRET: 'Give the credential again in the binding’s editor.',
  TEMPLATE_NOT_FOUND: 'Choose another template in the binding’s editor.',
  UNAVAILABLE: 'Nothing is wrong with the binding: run again once the farm can draw.',
}

/** What to do about a failure, in a sentence. */
export function nextStep(failure: Failure): string {
  const { code, stage, upstreamStatus } = failure
  if (stage === 'status' && upstreamStatus !== undefined) return clientStatus(upstreamStatus)
  return BY_CODE[code] ?? BY_STAGE[stage]
}
