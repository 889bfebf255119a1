import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../shared/errors.ts'
import type { IfMatch } from '../changed-meanwhile.ts'
import { parseHttpDate } from '../http-date.ts'
import type { Picture, PictureFacts } from '../pictures/image-pictures.ts'

/** What a picture is asked with. */
export type PictureRequest = Pick<IncomingMessage, 'method' | 'headers'>

export type PictureHeaders = Readonly<Record<string, string>>

export interface PictureAnswer {
  status: 200 | 206 | 304
  headers: PictureHeaders
  content: Buffer | null
}

/**
 * A picture with the semantics of RFC 9110: `If-Match` before `If-Unmodified-Since` (412), `If-None-Match` before
 * `If-Modified-Since` (304), one byte range with `If-Range` (206, 416). Several ranges are answered with the whole, as
 * section 14.2 allows. The headers are the same object for each answer of 200 or 304 with the same facts.
 * @throws {Problem} for 412 and 416
 */
export function answerPicture(request: PictureRequest, picture: Picture): PictureAnswer {
  const { content } = picture
  if (!isTheOneMeant(request, picture)) throw new Problem('precondition-failed', 'The picture is another one by now.')
  const { unmodified, whole } = headersOf(picture)
  if (isUnmodified(request, picture)) return { status: 304, headers: unmodified, content: null }

  const range = request.method === 'GET' ? readRange(request, picture) : null
  if (!range) return { status: 200, headers: whole, content }
  const part = content.subarray(range.start, range.end + 1)
  const headers = {
    ...whole,
    'content-length': String(part.length),
    'content-range': `bytes ${range.start}-${range.end}/${content.length}`,
  }
  return { status: 206, headers, content: part }
}

interface BothHeaders {
  unmodified: PictureHeaders
  whole: PictureHeaders
}

const written = new WeakMap<PictureFacts, BothHeaders>()

function headersOf({ facts, content }: Picture): BothHeaders {
  return written.get(facts) ?? writeHeaders(facts, content.length)
}

function writeHeaders(facts: PictureFacts, length: number): BothHeaders {
  const unmodified = { etag: facts.etag, 'last-modified': facts.lastModified.toUTCString() }
  const ofContent = { 'content-type': facts.contentType, 'accept-ranges': 'bytes', 'content-length': String(length) }
  const both = { unmodified, whole: { ...unmodified, ...ofContent } }
  written.set(facts, both)
  return both
}

export function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: Picture): FastifyReply {
  const { status, headers, content } = answerPicture(request.raw, picture)
  return reply
    .code(status)
    .headers(headers)
    .send(content ?? undefined)
}

/** Whether the picture is the one that a client goes on with, as one does that asks for its parts. */
function isTheOneMeant({ headers }: PictureRequest, { facts: { etag, lastModified } }: Picture): boolean {
  const match = headers['if-match']
  if (match !== undefined) return match.trim() === '*' || entityTags(match).includes(etag)
  const date = headers['if-unmodified-since']
  const since = date === undefined ? Number.NaN : parseHttpDate(date)
  return Number.isNaN(since) || wholeSeconds(lastModified) <= since
}

function isUnmodified(request: PictureRequest, { facts: { etag, lastModified } }: Picture): boolean {
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
  const since = parseHttpDate(date)
  return !Number.isNaN(since) && wholeSeconds(lastModified) <= since
}

/** HTTP dates have no fractions of a second. */
const wholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000

const entityTags = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? []

function readRange(request: PictureRequest, picture: Picture): { start: number; end: number } | null {
  const asked = request.headers.range
  const match = asked === undefined ? null : /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(asked)
  if (!match || !isRangeFresh(request, picture)) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  const { length } = picture.content
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1)
  if (first !== '' && last !== '' && Number(last) < start) return null
  if (start >= length) throw unsatisfiable(length)
  return { start, end }
}

function isRangeFresh(request: PictureRequest, { facts: { etag, lastModified } }: Picture): boolean {
  const ifRange = request.headers['if-range']
  if (ifRange === undefined) return true
  const text = String(ifRange).trim()
  return text.includes('"') ? text === etag : parseHttpDate(text) === wholeSeconds(lastModified)
}

export class RangeNotSatisfiable extends Problem {
  readonly length: number

  constructor(length: number) {
    super('range-not-satisfiable', `The picture has ${length} bytes.`)
    this.length = length
  }
}

const unsatisfiable = (length: number): RangeNotSatisfiable => new RangeNotSatisfiable(length)

/** The headers that a picture is asked with, as the reference tells of them. */
export const PICTURE_CONDITIONS = {
  'If-Match': 'Entity tags: where the picture has another one by now, the answer is 412',
  'If-Unmodified-Since': 'The same by its `Last-Modified`, where there is no `If-Match`',
  'If-None-Match': 'Entity tags: where the picture has one of them, the answer is 304',
  'If-Modified-Since': 'The same by its `Last-Modified`, where there is no `If-None-Match`',
  Range: 'One range of bytes; several are answered with the whole picture',
  'If-Range': 'An entity tag or date: where the picture has another one by now, it is answered whole',
}

/** The entity tag of a definition: it counts saves, so a refresh does not change it. */
export const definitionTag = (revision: number): string => `"r${revision}"`

/** The header, as the reference tells of it. */
export const IF_MATCH = {
  'If-Match': 'The `ETag` of a GET; where the definition was changed since, the answer is 412 with the present one',
}

/** What `If-Match` asks of a definition's revision (strong comparison); null where it asks nothing. */
export function readIfMatch(request: FastifyRequest): IfMatch {
  const header = request.headers['if-match']
  if (header === undefined) return null
  if (header.trim() === '*') return () => true
  const tags = entityTags(header)
  return (revision) => tags.includes(definitionTag(revision))
}
