import type { Stage } from '../../shared/errors.ts'

/** A failure as a run or a binding records it. */
export interface Failure {
  code: string
  stage: Stage
  upstreamStatus?: number | undefined
}

const CAUSES: Record<Stage, string> = {
  dns: 'the host was not found',
  connect: 'no connection',
  tls: 'no secure connection',
  timeout: 'timed out',
  status: 'the source refused',
  too_large: 'the answer is too large',
  content_type: 'the answer is not JSON',
  parse: 'the answer can’t be read',
  fetch: 'the data could not be had',
  map: 'the mapping failed',
  compose: 'the template has a fault',
  render: 'the picture could not be drawn',
  store: 'the picture could not be kept',
}

const BY_CODE: Record<string, string> = {
  BLOCKED_URL: 'the address is private and not allowed',
  NEEDS_SECRET: 'its credential is missing',
  TEMPLATE_NOT_FOUND: 'its template is gone',
  UNAVAILABLE: 'there is no Chromium to draw with',
}

/** Why it failed, in a few words. */
export function failureWords({ code, stage, upstreamStatus }: Failure): string {
  if (code === 'UNAVAILABLE' && stage !== 'render') return CAUSES[stage]
  if (stage === 'status' && upstreamStatus !== undefined) return `the source answered ${upstreamStatus}`
  return BY_CODE[code] ?? CAUSES[stage]
}

const PLACES: Record<Stage, string> = {
  dns: 'finding the host',
  connect: 'connecting',
  tls: 'securing the connection',
  timeout: 'waiting for the answer',
  status: 'asking the source',
  too_large: 'reading the answer',
  content_type: 'reading the answer',
  parse: 'reading the answer',
  fetch: 'fetching the data',
  map: 'mapping the data',
  compose: 'filling the template',
  render: 'drawing',
  store: 'keeping the picture',
}

/** What was being done when it failed, with the stage's own name: "Failed while asking the source (status)". */
export const stageWords = (stage: Stage): string => `Failed while ${PLACES[stage]} (${stage})`
