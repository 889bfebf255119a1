import { LRUCache } from 'lru-cache'
import { Problem } from '../../shared/errors.ts'
import type { Format } from '../../shared/template.ts'
import type { BindingRepository, BindingWithState, ServeState } from '../db/bindings.ts'
import type { StoredRun } from '../db/runs.ts'
import type { TemplateRepository } from '../db/templates.ts'
import { isDue, serveState } from '../refresh/due.ts'
import type { RefreshQueue } from '../refresh-queue.ts'
import { createFailureCards, type ServedCard } from './failure-cards.ts'
import { createImagePictures, type ImagePicturesParts, noPicture, type Picture } from './image-pictures.ts'
import { LostFile } from './picture-files.ts'

/** How long a request waits for the first picture. */
const FIRST_PICTURE_WAIT_MS = 30_000
const STALE_ALLOWANCE = 'stale-while-revalidate=60, stale-if-error=86400'

export interface PictureToServe {
  kind: 'picture'
  picture: Picture
  state: ServeState
  cacheControl: string
}

export type ServedPicture = PictureToServe | ServedCard

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

export interface PicturesParts extends ImagePicturesParts {
  bindings: BindingRepository
  templates: TemplateRepository
  queue: Pick<RefreshQueue, 'ask' | 'has' | 'isStopped'>
  /** Whether a binding is left alone for a while though it is due. */
  isHeld(uid: string): boolean
  /** Told of a file that is gone or damaged, before the picture is drawn again. */
  onLost(uid: string, error: LostFile): void
  now(): number
}

/** Bindings as they were last read, by count and by characters: one may have megabytes of data in it. */
const MOST_KNOWN = 10_000
const MOST_KNOWN_CHARACTERS = 32_000_000

export function createPictures(parts: PicturesParts): Pictures {
  const { bindings, images, queue, now } = parts
  const known = new LRUCache<string, BindingWithState>({
    max: MOST_KNOWN,
    maxSize: MOST_KNOWN_CHARACTERS,
    sizeCalculation: ({ binding }) => JSON.stringify(binding).length,
  })
  const drawn = createImagePictures(parts)
  const cards = createFailureCards(parts.templates)
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

  async function lookPresent(uid: string): Promise<BindingWithState> {
    const view = await look(uid)
    if (view.binding.deletedAt !== null) throw new Problem('gone', 'The binding at this address was deleted.')
    return view
  }

  async function ofBinding(uid: string, format: Format): Promise<ServedPicture> {
    let view = await lookPresent(uid)
    if (serveState(view.state, view.binding.refreshPolicy, now()) === null) {
      await firstPicture(view)
      view = await lookPresent(uid)
    } else askWhereDue(view, now())

    const state = serveState(view.state, view.binding.refreshPolicy, now())
    const imageId = shownImage(view, state)
    if (state === null) return cards.notYet(view, queue.has(uid))
    if (state === 'error' || imageId === null) return cards.failed(view)
    try {
      return toServe(view, state, await drawn.read(imageId, format), now())
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
    const picture = drawn.atHand(imageId, format)
    if (!picture) return null
    askWhereDue(view, at)
    return toServe(view, state, picture, at)
  }

  const shownImage = ({ state }: BindingWithState, serving: ServeState | null): string | null =>
    serving === 'default' ? state.defaultImageId : state.imageId

  function askWhereDue(view: BindingWithState, at: number): void {
    if (isWanted(view, at) && !queue.isStopped) queue.ask(view.binding.uid, 'request')
  }

  const toServe = (view: BindingWithState, state: ServeState, picture: Picture, at: number): PictureToServe => ({
    kind: 'picture',
    picture: modifiedAt(shownSince(view), picture),
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
    drawn.forget([imageId])
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

  function forget(uid: string): void {
    looks.delete(uid)
    known.delete(uid)
  }

  function forgetAll(): void {
    looks.clear()
    known.clear()
  }

  /** A picture that was cleaned up since it was last asked for is gone like one that never was. */
  async function ofImage(id: string, format: Format): Promise<Picture> {
    try {
      return await drawn.read(id, format)
    } catch (error) {
      if (!(error instanceof LostFile)) throw error
      drawn.forget([id])
      throw noPicture()
    }
  }

  return { ofBinding, atHand, ofImage, forget, forgetAll, forgetFiles: drawn.forget }
}

/**
 * When the URL was modified, whatever its picture says: one that has a default picture goes back and forth between that
 * and the good one, and the older of them is news to whoever has seen the other (`If-Modified-Since`).
 */
function shownSince({ binding, state }: BindingWithState): number {
  if (state.defaultImageId === null) return 0
  const failedAt = state.lastError ? Date.parse(state.lastError.at) : 0
  return Math.max(state.lastRefreshAt ?? 0, failedAt, binding.updatedAt)
}

function modifiedAt(at: number, picture: Picture): Picture {
  const { content, facts } = picture
  return at <= facts.lastModified.getTime() ? picture : { content, facts: { ...facts, lastModified: new Date(at) } }
}
