import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../shared/errors.ts'
import type { IfMatch } from '../changed-meanwhile.ts'
import type { Picture } from '../pictures.ts'

/** What a picture is asked with. */
export type PictureRequest = Pick<IncomingMessage, 'method' | 'headers'>

export interface PictureAnswer {
  status: 200 | 206 | 304
  headers: Record<string, string>
  content: Buffer | null
}

/**
 * A picture with the semantics of RFC 9110: `If-None-Match` before `If-Modified-Since` (304), one byte range with
 * `If-Range` (206, 416). Several ranges are answered with the whole, as section 14.2 allows.
 * @throws {RangeNotSatisfiable}
 */
export function answerPicture(request: PictureRequest, picture: Picture): PictureAnswer {
  const { content, contentType, etag, lastModified } = picture
  const validators = { etag, 'last-modified': httpDate(lastModified) }
  if (isUnmodified(request, picture)) return { status: 304, headers: validators, content: null }

  const range = request.method === 'GET' ? readRange(request, picture) : null
  const part = range ? content.subarray(range.start, range.end + 1) : content
  const headers: Record<string, string> = {
    ...validators,
    'content-type': contentType,
    'accept-ranges': 'bytes',
    'content-length': String(part.length),
  }
  if (!range) return { status: 200, headers, content: part }
  headers['content-range'] = `bytes ${range.start}-${range.end}/${content.length}`
  return { status: 206, headers, content: part }
}

export function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: Picture): FastifyReply {
  const { status, headers, content } = answerPicture(request.raw, picture)
  return reply
    .code(status)
    .headers(headers)
    .send(content ?? undefined)
}

function isUnmodified(request: PictureRequest, { etag, lastModified }: Picture): boolean {
  const noneMatch = request.headers['if-none-match']
  if (noneMatch !== undefined) {
    return (
      noneMatch === etag ||
      noneMatch.trim() === '*' ||
      entityTags(noneMatch).some((tag) => tag.replace(/^W\//, '') === etag)
    )
  }
  const date = request.headers['if-modified-since']
  if (date === undefined) return false
  const since = Date.parse(date)
  return !Number.isNaN(since) && wholeSeconds(lastModified) <= since
}

const httpDates = new WeakMap<Date, string>()

/** Written once for each date, since a picture that is served often keeps its own. */
function httpDate(date: Date): string {
  const text = httpDates.get(date) ?? date.toUTCString()
  httpDates.set(date, text)
  return text
}

/** HTTP dates have no fractions of a second. */
const wholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000

const entityTags = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? []

function readRange(request: PictureRequest, picture: Picture): { start: number; end: number } | null {
  const asked = request.headers.range
  const match = asked === undefined ? null : /^bytes=\s*(\d*)-(\d*)\s*$/.exec(asked)
  if (!match || !isRangeFresh(request, picture)) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  const { length } = picture.content
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1)
  if (first !== '' && last !== '' && Number(last) < start) return null
  if (start >= length || (first === '' && Number(last) === 0)) throw unsatisfiable(length)
  return { start, end }
}

function isRangeFresh(request: PictureRequest, { etag, lastModified }: Picture): boolean {
  const ifRange = request.headers['if-range']
  if (ifRange === undefined) return true
  const text = String(ifRange).trim()
  return text.includes('"') ? text === etag : Date.parse(text) === wholeSeconds(lastModified)
}

export class RangeNotSatisfiable extends Problem {
  readonly length: number

  constructor(length: number) {
    super('range-not-satisfiable', `The picture has ${length} bytes.`)
    this.length = length
  }
}

const unsatisfiable = (length: number): RangeNotSatisfiable => new RangeNotSatisfiable(length)

/** The entity tag of a definition: it counts saves, so a refresh does not change it. */
export const definitionTag = (revision: number): string => `"r${revision}"`

/** What `If-Match` asks of a definition's revision (strong comparison); null where it asks nothing. */
export function readIfMatch(request: FastifyRequest): IfMatch {
  const header = request.headers['if-match']
  if (header === undefined) return null
  if (header.trim() === '*') return () => true
  const tags = entityTags(header)
  return (revision) => tags.includes(definitionTag(revision))
}
