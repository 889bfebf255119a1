import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { Problem } from '../../shared/errors.ts'
import type { Format } from '../../shared/template.ts'
import type { Renderer } from '../chromium/renderer.ts'
import type { BindingRepository, BindingWithState, ServeState } from '../db/bindings.ts'
import type { ImageFile, ImageRepository, StoredImage } from '../db/images.ts'
import type { StoredRun } from '../db/runs.ts'
import type { TemplateRepository } from '../db/templates.ts'
import { isDue, serveState } from '../refresh/due.ts'
import type { RefreshQueue } from '../refresh-queue.ts'
import { CONTENT_TYPES } from './content-types.ts'
import { encodePicture } from './encode.ts'
import { type CardText, drawErrorCard } from './error-card.ts'
import { LostFile, type PictureFiles } from './picture-files.ts'

const decompress = promisify(zstdDecompress)

/** How long a request waits for the first picture. */
const FIRST_PICTURE_WAIT_MS = 30_000
/** When to ask again where a first picture is on its way, and where none is. */
const RETRY_SOON_SECONDS = 5
const RETRY_LATER_SECONDS = 60
const STALE_ALLOWANCE = 'stale-while-revalidate=60, stale-if-error=86400'
const CARD_CACHE = 100

/** A body with what is said of it. */
export interface Picture {
  content: Buffer
  facts: PictureFacts
}

/** The same object for as long as the picture is known, so that what is made of it can be kept by it. */
export interface PictureFacts {
  contentType: string
  /** Strong entity tag, quoted. */
  etag: string
  lastModified: Date
}

export interface PictureToServe {
  kind: 'picture'
  picture: Picture
  state: ServeState
  cacheControl: string
}

export type ServedPicture =
  | PictureToServe
  | { kind: 'card'; status: 502 | 503; content: Buffer; retryAfterSeconds: number | null; state: 'error' }

export interface Pictures {
  /**
   * What a render URL answers. Waits for a first picture that is on its way; asks for a refresh where it is past due.
   * @throws {Problem} `binding-not-found`, `gone`
   */
  ofBinding(uid: string, format: Format): Promise<ServedPicture>
  /** The same, where it can be answered from memory alone; null where it can't. */
  atHand(uid: string, format: Format): PictureToServe | null
  /** One picture by its id. @throws {Problem} `not-found` */
  ofImage(id: string, format: Format): Promise<Picture>
  /** A binding changed: forget what is known of it. */
  forget(uid: string): void
  /** Any of them may have changed. */
  forgetAll(): void
  /** Pictures got other files: forget which ones they had. */
  forgetFiles(imageIds: readonly string[]): void
}

export interface PicturesParts {
  bindings: BindingRepository
  images: ImageRepository
  templates: TemplateRepository
  files: PictureFiles
  renderer: Renderer
  queue: Pick<RefreshQueue, 'ask' | 'has' | 'isStopped'>
  /** Whether a binding is left alone for a while though it is due. */
  isHeld(uid: string): boolean
  /** Told of a file that is gone or damaged, before the picture is drawn again. */
  onLost(uid: string, error: LostFile): void
  now(): number
}

interface KnownImage {
  image: StoredImage
  files: Map<Format, ImageFile>
  facts: Map<Format, PictureFacts>
}

export function createPictures(parts: PicturesParts): Pictures {
  const { bindings, images, files, queue, now } = parts
  const known = new LRUCache<string, BindingWithState>({ max: 10_000 })
  const knownImages = new LRUCache<string, KnownImage>({ max: 10_000 })
  const deriving = new Map<string, Promise<ImageFile>>()
  const cards = new LRUCache<string, Buffer>({ max: CARD_CACHE })
  /** The last look at each binding that is not over; what changed since it began may not be in it. */
  const looks = new Map<string, symbol>()

  async function look(uid: string): Promise<BindingWithState> {
    const cached = known.get(uid)
    if (cached) return cached
    const look = Symbol()
    looks.set(uid, look)
    try {
      const found = await bindings.findWithDeleted(uid)
      if (!found) throw new Problem('binding-not-found', 'There is no binding at this address.')
      if (looks.get(uid) === look) known.set(uid, found)
      return found
    } finally {
      if (looks.get(uid) === look) looks.delete(uid)
    }
  }

  async function ofBinding(uid: string, format: Format): Promise<ServedPicture> {
    let view = await look(uid)
    if (view.binding.deletedAt !== null) throw new Problem('gone', 'The binding at this address was deleted.')
    if (serveState(view.state, view.binding.refreshPolicy, now()) === null) {
      await firstPicture(view)
      view = await look(uid)
    } else askWhereDue(view, now())

    const state = serveState(view.state, view.binding.refreshPolicy, now())
    const imageId = shownImage(view, state)
    if (state === null) return card(view, 503, NOT_YET, queue.has(uid) ? RETRY_SOON_SECONDS : RETRY_LATER_SECONDS)
    if (state === 'error' || imageId === null) return failureCard(view)
    try {
      return toServe(view, state, await pictureOf(imageId, format), now())
    } catch (error) {
      if (!(error instanceof LostFile)) throw error
      return redrawn(view, imageId, format, error)
    }
  }

  function atHand(uid: string, format: Format): PictureToServe | null {
    const view = known.get(uid)
    if (!view || view.binding.deletedAt !== null) return null
    const at = now()
    const state = serveState(view.state, view.binding.refreshPolicy, at)
    const imageId = shownImage(view, state)
    if (state === null || state === 'error' || imageId === null) return null
    const image = knownImages.get(imageId)
    const file = image?.files.get(format)
    const content = file && files.atHand(file.file)
    if (!image || !content) return null
    askWhereDue(view, at)
    return toServe(view, state, pictureFrom(image, file, content), at)
  }

  const shownImage = ({ state }: BindingWithState, serving: ServeState | null): string | null =>
    serving === 'default' ? state.defaultImageId : state.imageId

  function askWhereDue(view: BindingWithState, at: number): void {
    if (isWanted(view, at) && !queue.isStopped) queue.ask(view.binding.uid, 'request')
  }

  const toServe = (view: BindingWithState, state: ServeState, picture: Picture, at: number): PictureToServe => ({
    kind: 'picture',
    picture,
    state,
    cacheControl: cacheControl(view, state, at),
  })

  /** A picture whose file was lost is drawn again from the data that is kept, and served once it is there. */
  async function redrawn(
    view: BindingWithState,
    imageId: string,
    format: Format,
    lost: LostFile,
  ): Promise<ServedPicture> {
    const { uid } = view.binding
    parts.onLost(uid, lost)
    await images.forgetLost(imageId)
    forget(uid)
    knownImages.delete(imageId)
    if (view.state.status !== 'paused') await waitFor(uid, { needsSource: false })
    return ofBinding(uid, format)
  }

  const isWanted = ({ binding, state }: BindingWithState, at: number): boolean =>
    state.status !== 'paused' && isDue(state, at) && !parts.isHeld(binding.uid)

  /** It had a picture, whose file was lost, and the run that was to draw it again did not come to its end. */
  const isUndrawn = ({ state }: BindingWithState): boolean =>
    state.status === 'active' && state.imageId === null && state.lastRenderedAt !== null && !queue.isStopped

  /** Waits for the run that is to draw the first picture, where there is one to wait for, and for those that replace it. */
  async function firstPicture(view: BindingWithState): Promise<void> {
    const { uid } = view.binding
    if (isUndrawn(view)) await waitFor(uid, { needsSource: isWanted(view, now()) })
    else if (queue.has(uid) || isWanted(view, now())) await waitFor(uid)
  }

  /** A run that waits for a place, or goes on, or is begun; and those that replace it. */
  async function waitFor(uid: string, options: { needsSource?: boolean } = {}): Promise<void> {
    const { promise: timeout, resolve } = Promise.withResolvers<null>()
    const timer = setTimeout(() => resolve(null), FIRST_PICTURE_WAIT_MS)
    try {
      let run: StoredRun | null
      do
        run = await Promise.race([
          queue.ask(uid, 'request', { urgent: true, ...options }).done.catch(() => null),
          timeout,
        ])
      while (run?.outcome === 'cancelled' && queue.has(uid))
    } finally {
      clearTimeout(timer)
    }
  }

  function cacheControl({ binding, state }: BindingWithState, serving: ServeState, at: number): string {
    const { type } = binding.refreshPolicy
    if (type === 'webhook' || type === 'manual' || serving === 'default') return 'no-cache'
    // A time further off than was ever set is no promise to a cache: the clock was set back.
    const isAhead = state.nextRefreshAt !== null && !isDue(state, at)
    const seconds = isAhead ? Math.floor(((state.nextRefreshAt ?? 0) - at) / 1000) : 0
    return `public, max-age=${seconds}, ${STALE_ALLOWANCE}`
  }

  function failureCard(view: BindingWithState): Promise<ServedPicture> {
    const { lastError } = view.state
    const noBrowser = lastError?.code === 'UNAVAILABLE' && lastError.stage === 'render'
    const answer = lastError?.upstreamStatus ? `, the source answered ${lastError.upstreamStatus}` : ''
    const detail = lastError ? `Failed at: ${lastError.stage}${answer}` : 'There is nothing to show yet'
    const text = { title: 'This picture can’t be shown right now', detail }
    return card(view, noBrowser ? 503 : 502, text, noBrowser ? RETRY_LATER_SECONDS : null)
  }

  async function card(
    view: BindingWithState,
    status: 502 | 503,
    text: CardText,
    retryAfterSeconds: number | null,
  ): Promise<ServedPicture> {
    const size = await sizeOf(view)
    const key = JSON.stringify([text, size])
    const content = cards.get(key) ?? (await drawErrorCard(text, size))
    cards.set(key, content)
    return { kind: 'card', status, content, retryAfterSeconds, state: 'error' }
  }

  async function sizeOf({ binding }: BindingWithState): Promise<{ width: number; height: number }> {
    const { width, height, deviceScaleFactor } = binding.outputConfig
    const template = width && height ? undefined : await parts.templates.find(binding.templateId)
    return {
      width: (width ?? template?.width ?? 1200) * deviceScaleFactor,
      height: (height ?? template?.height ?? 630) * deviceScaleFactor,
    }
  }

  async function ofImage(id: string, format: Format): Promise<Picture> {
    try {
      return await pictureOf(id, format)
    } catch (error) {
      throw error instanceof LostFile ? cleanedUp(id) : error
    }
  }

  async function pictureOf(id: string, format: Format): Promise<Picture> {
    const known = knownImages.get(id) ?? (await lookImage(id))
    return readFrom(known, format).catch(async (error) => {
      // What was known may be of before the picture got another file.
      const again = error instanceof LostFile ? await lookImage(id).catch(() => null) : null
      if (!again || pngOf(again) === pngOf(known)) throw error
      return readFrom(again, format)
    })
  }

  async function readFrom(known: KnownImage, format: Format): Promise<Picture> {
    const file = known.files.get(format) ?? (await deriveOnce(known.image, format, known.files))
    return pictureFrom(known, file, await files.read(file.file))
  }

  const pictureFrom = (known: KnownImage, file: ImageFile, content: Buffer): Picture => ({
    content,
    facts: known.facts.get(file.format) ?? addFacts(known, file),
  })

  function addFacts({ image, facts }: KnownImage, { file, format }: ImageFile): PictureFacts {
    const etag = `"${file.slice(0, 32)}"`
    const added = { contentType: CONTENT_TYPES[format], etag, lastModified: new Date(image.createdAt) }
    facts.set(format, added)
    return added
  }

  /** A picture that was cleaned up since it was last asked for is gone like one that never was. */
  function cleanedUp(id: string): Problem {
    knownImages.delete(id)
    return noPicture()
  }

  async function lookImage(id: string): Promise<KnownImage> {
    const image = await images.find(id)
    if (!image) throw noPicture()
    const formats = new Map((await images.files(id)).map((file) => [file.format, file]))
    const found = { image, files: formats, facts: new Map() }
    knownImages.set(id, found)
    return found
  }

  /** Derives a format that nobody asked for yet; however many ask now, once. */
  async function deriveOnce(image: StoredImage, format: Format, have: Map<Format, ImageFile>): Promise<ImageFile> {
    const key = `${image.id}.${format}`
    const running = deriving.get(key) ?? derive(image, format, have).finally(() => deriving.delete(key))
    deriving.set(key, running)
    const file = await running
    have.set(format, file)
    return file
  }

  /** From the lossless picture, which is itself drawn first where none was taken. */
  async function derive(image: StoredImage, format: Format, have: Map<Format, ImageFile>): Promise<ImageFile> {
    if (format === 'pdf' || format === 'png') return keep(image, format, await drawAgain(image, format))
    const lossless = have.get('png') ?? (await deriveOnce(image, 'png', have))
    return keep(image, format, await encodePicture(await files.read(lossless.file), format, image.quality))
  }

  async function keep(image: StoredImage, format: Format, content: Buffer): Promise<ImageFile> {
    const name = await files.put(content)
    try {
      const file = { imageId: image.id, format, file: name, bytes: content.length }
      if (!(await images.addFile(file))) throw cleanedUp(image.id)
      return file
    } finally {
      files.release([name])
    }
  }

  async function drawAgain(image: StoredImage, output: 'png' | 'pdf'): Promise<Buffer> {
    const html = (await decompress(await files.read(image.pageFile))).toString('utf8')
    const owner = image.bindingUid ?? image.templateUid
    const outputs = { png: false, pdf: false, [output]: true }
    const rendered = await parts.renderer.render({ html, ...image.pageOptions, owner, outputs, urgent: true })
    const content = rendered[output]
    if (!content) throw new Problem('render-failed', 'Chromium gave no picture.', { stage: 'render' })
    return content
  }

  function forget(uid: string): void {
    looks.delete(uid)
    known.delete(uid)
  }

  function forgetAll(): void {
    looks.clear()
    known.clear()
  }

  function forgetFiles(imageIds: readonly string[]): void {
    for (const id of imageIds) knownImages.delete(id)
  }

  return { ofBinding, atHand, ofImage, forget, forgetAll, forgetFiles }
}

const pngOf = ({ files }: KnownImage): string | undefined => files.get('png')?.file

const noPicture = (): Problem =>
  new Problem('not-found', 'There is no picture at this address. Single renders are kept for 7 days.')

const NOT_YET: CardText = { title: 'No picture yet', detail: 'It is drawn when its first data has come in' }
