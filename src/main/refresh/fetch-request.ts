import { Problem } from '../../shared/errors.ts'
import type { FetchCredentials } from './fetch-credentials.ts'

export interface FetchRequest {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  /** Already serialised; sent with POST alone. */
  body: string | null
  /** Of the body; default `application/json`. */
  contentType?: string
  credentials: FetchCredentials | null
  /** Lower-case names of the headers whose values are secrets. */
  secretHeaders: string[]
  /** Of the last answer to this very request, with these secrets. */
  validators: Validators | null
}

export interface Validators {
  etag: string | null
  lastModified: string | null
  /** SHA-256 of its text, hex: what is the same text again need not be read as JSON once more. */
  hash?: string
}

interface Timings {
  /** From the origin's slot being taken to the end, in milliseconds. */
  durationMs: number
  /** Waiting for the origin's slot, in milliseconds. */
  queueMs: number
}

export interface NotModified extends Timings {
  kind: 'not_modified'
  status: 304
  etag: string | null
  lastModified: string | null
}

export interface FetchedData extends Timings {
  kind: 'data'
  status: number
  contentType: string | null
  etag: string | null
  lastModified: string | null
  /** The address that it came from; null where a proxy stands in between. */
  address: string | null
  /** Decoded bytes of the body. */
  bytes: number
  /** The JSON text as decoded: it parses, and nests no deeper than MAX_JSON_DEPTH. */
  text: string
  /** SHA-256 of it, hex. */
  hash: string
  /** The first 2 KiB, every known secret masked. */
  bodyStart: string
}

export type Fetched = NotModified | FetchedData

/** What a failure after the response began says of it, in `Problem.options.members.response`: secrets masked. */
export interface ResponseFacts {
  status: number
  contentType: string | null
  etag: string | null
  /** Decoded bytes of the body that were read until then. */
  bytes: number
  bodyStart: string
}

/** Null where the failure came before a response, or is none of a fetch. */
export const responseFactsOf = (error: unknown): ResponseFacts | null =>
  (error instanceof Problem && (error.options.members?.response as ResponseFacts | undefined)) || null
