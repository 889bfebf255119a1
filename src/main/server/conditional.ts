import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../shared/errors.ts'
import type { IfMatch } from '../changed-meanwhile.ts'
import type { Picture } from '../pictures.ts'

/**
 * Sends a picture with the semantics of RFC 9110: `If-None-Match` before `If-Modified-Since` (304), one byte range
 * with `If-Range` (206, 416). Several ranges are answered with the whole, as section 14.2 allows.
 */
export function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: Picture): FastifyReply {
  const { content, contentType, etag, lastModified } = picture
  reply.header('etag', etag).header('last-modified', lastModified.toUTCString())
  if (isUnmodified(request, picture)) return reply.code(304).send()

  reply.header('content-type', contentType).header('accept-ranges', 'bytes')
  const range = request.method === 'GET' ? readRange(request, picture) : null
  if (!range) return reply.header('content-length', content.length).send(content)
  const part = content.subarray(range.start, range.end + 1)
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${content.length}`)
    .header('content-length', part.length)
    .send(part)
}

function isUnmodified(request: FastifyRequest, { etag, lastModified }: Picture): boolean {
  const noneMatch = request.headers['if-none-match']
  if (noneMatch !== undefined) {
    return noneMatch.trim() === '*' || entityTags(noneMatch).some((tag) => tag.replace(/^W\//, '') === etag)
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  return !Number.isNaN(since) && wholeSeconds(lastModified) <= since
}

/** HTTP dates have no fractions of a second. */
const wholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000

const entityTags = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? []

function readRange(request: FastifyRequest, picture: Picture): { start: number; end: number } | null {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(request.headers.range ?? '')
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

function isRangeFresh(request: FastifyRequest, { etag, lastModified }: Picture): boolean {
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
