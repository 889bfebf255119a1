import type { SpecificCode, TemplateFault } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import type { VariableDefinition } from '../../shared/template.ts'
import { LARGE_DATA_LENGTH } from './limits.ts'

export interface Locale {
  /** BCP 47, e.g. `en-US`. */
  locale: string
  /** IANA, e.g. `UTC`. */
  timeZone: string
}

export interface MapJob {
  /** The data as JSON text, so that a large document is parsed where it can be killed. */
  json: string
  /** Variable → dot path or JSONPath. */
  mapping: Record<string, string>
  defaults: Record<string, Json>
  variableDefinitions: VariableDefinition[]
}

export interface Mapped {
  /** No prototype: reading a name that is not there gives undefined, whatever the name. */
  variables: Record<string, Json>
  /** Variables whose path found nothing or null, whether or not a default filled them. */
  missing: string[]
}

export interface TemplateSource {
  html: string
  variableDefinitions: VariableDefinition[]
}

export interface TemplateCheck {
  faults: TemplateFault[]
  /** The root variables that the source reads, in order of first use. */
  used: string[]
  /** Where each that is named is read first; both count from 1. */
  places: Record<string, { line: number; column: number }>
}

export interface ComposeJob extends TemplateSource, Locale {
  strictVariables: boolean
  variables: Record<string, Json>
}

/**
 * One job on its way to a worker. Everything but the kind is text: JSON keeps an own `__proto__` member what it is,
 * and one string crosses threads faster than a tree.
 */
export type JobRequest =
  | { kind: 'map'; job: string; json: string }
  | { kind: 'check'; job: string }
  | { kind: 'compose'; job: string }

export interface JobFault {
  message: string
  code?: SpecificCode
  faults?: TemplateFault[]
}

/** `text` is the page (compose) or JSON (map, check); `bug` is what should never have been thrown. */
export type JobReply = { text: string } | { fault: JobFault } | { bug: string }

/** What a worker says when a job is prepared, its large data read or its template compiled, and its code begins to run. */
export const BEGUN = 'begun'

/** Whether a worker prepares a job before its code begins. */
export const isPrepared = (request: JobRequest): boolean =>
  request.kind !== 'map' || request.json.length >= LARGE_DATA_LENGTH

/** What a worker says once it is loaded and warm. */
export const READY = 'ready'
