import { IS_OPAQUE } from './opaque.ts'

/**
 * The little that Bindery itself runs in a page. With scripts switched off for the page, event listeners and timers
 * never fire, so these rely on promises alone.
 */

// Animations that end are shown at their end, endless ones as if they had not begun; those that are paused or follow
// the scroll position stand still already. Ending one may start another (a transition), hence the rounds. GIFs and SVG's
// own animations never start (flags.ts).
const STILL = `
const still = () => {
  document.activeElement?.blur?.()
  for (let round = 0; round < 3; round++) {
    const moving = document.getAnimations().filter((a) => a.playState === 'running' && a.timeline === document.timeline)
    if (moving.length === 0) break
    for (const animation of moving) {
      if (animation.effect?.getComputedTiming().endTime === Infinity) animation.cancel()
      else try { animation.finish() } catch { animation.cancel() }
    }
  }
}`

export const READY = `
const ready = async () => {
  const images = Array.from(document.images)
  for (const image of images) if (!image.complete && image.loading === 'lazy') image.loading = 'eager'
  void document.documentElement?.offsetHeight
  await document.fonts.ready
  await Promise.all(images.map((image) => image.decode().catch(() => {})))
  await document.fonts.ready
}`

const TWO_FRAMES = 'await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'

/** Puts a document in the place of the one that is there. */
export const writeDocument = (html: string): string =>
  `document.open(); document.write(${JSON.stringify(html)}); document.close()`

// What changes the window or its policies rather than the document, so that a document.open() does not undo it: policies,
// frames (they add to the history), and any meta element that is not known to be harmless. Blink also keeps the colours
// of links that a body names, the first title of a style sheet (others are ignored from then on), and whether the focus
// was given by itself.
const MARKS =
  'meta[http-equiv], iframe, frame, object, embed, fencedframe, ' +
  'meta[name]:not([name=viewport i], [name=description i], [name=author i], [name=generator i]), ' +
  'body:is([link], [vlink], [alink]), style[title], link[title], [autofocus]'

/** What is seen of a document that has come to rest; meaningful only where no script could have hidden it. */
export interface Seen {
  /** Whether it has left a mark on its window. */
  marks: boolean
  /** Whether its picture is known to have no transparency. */
  opaque: boolean
}

/** Waits for fonts and images, then brings everything that moves to rest. The promise is for what is `Seen` then. */
export const waitUntilReady = (javaScript: boolean): string =>
  `(async () => {
    ${READY}; ${STILL}; ${IS_OPAQUE}; await ready(); still(); ${javaScript ? `${TWO_FRAMES}; still()` : ''}
    const isScrolled = scrollX !== 0 || scrollY !== 0
    return { marks: isScrolled || document.querySelector(${JSON.stringify(MARKS)}) !== null, opaque: isOpaque() }
  })()`

/**
 * Whether a document may be written over another one, and another over it, in the same window. Blink keeps parsed style
 * attributes for as long as a window lives, whatever mode or base URL they were parsed under, so both have to be the
 * plain ones; and shadow trees hide the marks that are in them.
 */
export const canShareWindow = (html: string): boolean =>
  /^\uFEFF?\s*<!doctype html\s*>/i.test(html) &&
  // One by one, since each alone is found several times as fast as any of them, in documents of megabytes.
  !/<base\b/i.test(html) &&
  !(/<template\b/i.test(html) && /shadowroot/i.test(html))

/** Brings everything that moves to rest, without waiting for anything. */
export const BRING_TO_REST = `(() => { ${STILL}; still() })()`
