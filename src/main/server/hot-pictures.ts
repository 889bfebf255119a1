import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { Problem } from '../../shared/errors.ts'
import { formatOfExtension } from '../pictures/content-types.ts'
import type { Picture } from '../pictures/image-pictures.ts'
import type { Pictures, PictureToServe } from '../pictures/pictures.ts'
import { newRequestId, type RecordAnswer } from './answer-records.ts'
import { answerPicture, type PictureAnswer, type PictureHeaders } from './conditional.ts'
import type { HostCheck } from './guards.ts'
import { RENDER_URL } from './routes/pictures.ts'
import { PICTURE_HEADERS } from './security-headers.ts'
import { writeWholeHead } from './whole-head.ts'

export interface HotPicturesParts {
  pictures: Pick<Pictures, 'atHand'>
  isMeant: HostCheck
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
export function hotPictures({ pictures, isMeant, record }: HotPicturesParts): AnswerAtOnce {
  return (request, response) => {
    const { method, url = '' } = request
    if ((method !== 'GET' && method !== 'HEAD') || hasBody(request)) return false
    const path = PATH.exec(url)
    const format = path && formatOfExtension(path[2] ?? '')
    if (!format || !isMeant(request)) return false
    const served = pictures.atHand(path[1] ?? '', format)
    const answer = served && answerOf(request, served.picture)
    if (!answer) return false

    const id = newRequestId()
    const begun = performance.now()
    const { status, headers, content } = answer
    writeHead(response, status, { id, served, headers })
    response.end(content)
    const facts = () => ({ id, method, route: RENDER_URL, status, ms: performance.now() - begun })
    if (request.socket.writableLength === 0) record(facts())
    else response.once('finish', () => record(facts()))
    return true
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined

/** Null for a range that can't be had or another picture than the one meant, which are problems to be told. */
function answerOf(request: IncomingMessage, picture: Picture): PictureAnswer | null {
  try {
    return answerPicture(request, picture)
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

/** What an answer says: who it is, how the picture is served, and what is said of the picture. */
interface Said {
  id: string
  served: PictureToServe
  headers: PictureHeaders
}

function writeHead(response: ServerResponse, status: number, { id, served, headers }: Said): void {
  const { state, cacheControl } = served
  const lines = `x-request-id: ${id}\r\nx-bindery-state: ${state}\r\ncache-control: ${cacheControl}\r\n${textOf(headers)}`
  if (writeWholeHead(response, status, lines)) return
  const own = { 'x-request-id': id, 'x-bindery-state': state, 'cache-control': cacheControl }
  response.writeHead(status, { ...own, ...PICTURE_HEADERS, ...headers })
}

const texts = new WeakMap<PictureHeaders, string>()

/** The same for as long as a picture is known. */
function textOf(headers: PictureHeaders): string {
  return texts.get(headers) ?? addText(headers)
}

function addText(headers: PictureHeaders): string {
  const lines = Object.entries({ ...PICTURE_HEADERS, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const text = lines.join('')
  texts.set(headers, text)
  return text
}
