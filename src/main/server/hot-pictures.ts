import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatOfExtension } from '../content-types.ts'
import type { Pictures } from '../pictures.ts'
import { newRequestId, type RecordAnswer } from './answer-records.ts'
import { answerPicture, type PictureAnswer, RangeNotSatisfiable } from './conditional.ts'
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
const FIXED = Object.entries(PICTURE_HEADERS).flat()

/**
 * The render URLs whose pictures are in memory, past the framework and by the same checks: what is not plainly such a
 * picture to be served goes the ordinary way, where whatever is wrong with it is said.
 */
export function hotPictures({ pictures, guards, record }: HotPicturesParts): AnswerAtOnce {
  return (request, response) => {
    const { method, url = '' } = request
    if ((method !== 'GET' && method !== 'HEAD') || hasBody(request)) return false
    const [, uid, extension = ''] = PATH.exec(url) ?? []
    const format = formatOfExtension(extension)
    if (uid === undefined || !format || !isMeant(request, guards)) return false
    const served = pictures.atHand(uid, format)
    const answer = served && answerOf(request, served.picture)
    if (!answer) return false

    const id = newRequestId()
    const begun = performance.now()
    const { status, headers, content } = answer
    const lines = ['x-request-id', id, ...FIXED, 'x-bindery-state', served.state, 'cache-control', served.cacheControl]
    for (const name in headers) lines.push(name, headers[name] as string)
    response.writeHead(status, lines)
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
function answerOf(request: IncomingMessage, picture: Parameters<typeof answerPicture>[1]): PictureAnswer | null {
  try {
    return answerPicture(request, picture)
  } catch (error) {
    if (error instanceof RangeNotSatisfiable) return null
    throw error
  }
}
