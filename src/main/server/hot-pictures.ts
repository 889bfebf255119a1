import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatOfExtension } from '../content-types.ts'
import type { Picture, Pictures, PictureToServe } from '../pictures.ts'
import { newRequestId, type RecordAnswer } from './answer-records.ts'
import { answerPicture, type PictureAnswer, type PictureHeaders, RangeNotSatisfiable } from './conditional.ts'
import { type GuardOptions, isMeant } from './guards.ts'
import { RENDER_URL } from './routes/pictures.ts'
import { PICTURE_HEADERS } from './security-headers.ts'

export interface HotPicturesParts {
  pictures: Pick<Pictures, 'atHand'>
  guards: GuardOptions
  record: RecordAnswer
}

/** Answers a request at once, or leaves it alone and gives false. */
export type AnswerAtOnce = (request: IncomingMessage, response: ServerResponse) => boolean

/** Paths that the router reads as they stand: all others are left to it. */
const PATH = /^(?:\/v1)?\/b\/([\w-]+)\.([a-z]+)(?:\?|$)/

/**
 * The render URLs whose pictures are in memory, past the framework and by the same checks: what is not plainly such a
 * picture to be served goes the ordinary way, where whatever is wrong with it is said.
 */
export function hotPictures({ pictures, guards, record }: HotPicturesParts): AnswerAtOnce {
  return (request, response) => {
    const { method, url = '' } = request
    if ((method !== 'GET' && method !== 'HEAD') || hasBody(request)) return false
    const path = PATH.exec(url)
    const format = path && formatOfExtension(path[2] ?? '')
    if (!format || !isMeant(request, guards)) return false
    const served = pictures.atHand(path[1] ?? '', format)
    const answer = served && answerOf(request, served.picture)
    if (!answer) return false

    const id = newRequestId()
    const begun = performance.now()
    const { status, headers, content } = answer
    response.writeHead(status, linesOf(id, served, headers))
    response.end(content)
    const done = () => record({ id, method, route: RENDER_URL, status, ms: performance.now() - begun })
    if (request.socket.writableLength === 0) done()
    else response.once('finish', done)
    return true
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined

/** Null for a range that can't be had, which is a problem to be told. */
function answerOf(request: IncomingMessage, picture: Picture): PictureAnswer | null {
  try {
    return answerPicture(request, picture)
  } catch (error) {
    if (error instanceof RangeNotSatisfiable) return null
    throw error
  }
}

const patterns = new WeakMap<PictureHeaders, readonly string[]>()

/** Names and values in turn; all but three values are the same whenever a picture is served. */
function linesOf(id: string, { state, cacheControl }: PictureToServe, headers: PictureHeaders): string[] {
  const lines = (patterns.get(headers) ?? addPattern(headers)).slice()
  lines[1] = id
  lines[3] = state
  lines[5] = cacheControl
  return lines
}

function addPattern(headers: PictureHeaders): readonly string[] {
  const changing = { 'x-request-id': '', 'x-bindery-state': '', 'cache-control': '' }
  const pattern = Object.entries({ ...changing, ...PICTURE_HEADERS, ...headers }).flat()
  patterns.set(headers, pattern)
  return pattern
}
