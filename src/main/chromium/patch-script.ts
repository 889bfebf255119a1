import { IS_OPAQUE } from './opaque.ts'
import { READY } from './page-scripts.ts'

/** What became of an attempt to change the document that is there into another one. */
export interface Patched {
  /** Whether its picture is known to have no transparency. */
  opaque: boolean
  /** The texts that were changed, as they are now. */
  texts: string[]
}

/** More than so many changes take longer than a new document does. */
const MAX_CHANGES = 300

// Attributes whose every change Blink follows as it follows a change of text. All others may load something, name
// something, or mean more than how the element looks.
const LOOKS =
  'class style width height x y x1 y1 x2 y2 cx cy r rx ry d points transform viewBox offset opacity fill fill-opacity ' +
  'stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stop-color stop-opacity'

// Elements with a state of their own that a change of the document does not reset, or whose text is no text.
const STATEFUL =
  'template, script, noscript, select, input, textarea, button, video, audio, canvas, details, dialog, object, embed, ' +
  'iframe, marquee, slot, [popover], [contenteditable], [autofocus], [shadowrootmode]'

// The nodes of three documents side by side: that of the page, the one that it was parsed from, and the next. A node
// that has no counterpart ends it.
const COLLECT = `
const isAlike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.childNodes.length === b.childNodes.length
const isParsedAlike = (a, b) => isAlike(a, b) && (a.data === b.data || b.data.includes(';base64,'))
const collect = (live, last, next) => {
  const changes = []
  const [a, b, c] = [live, last, next].map((root) => document.createTreeWalker(root, NodeFilter.SHOW_ALL))
  do {
    const [here, was, will] = [a.currentNode, b.currentNode, c.currentNode]
    if (!isParsedAlike(here, was) || !isAlike(was, will)) return null
    if (was.nodeType === Node.TEXT_NODE && was.data !== will.data) {
      const isEmpty = was.data.trim() === '' || will.data.trim() === ''
      if (here.parentNode.nodeName.toLowerCase() === 'style' || isEmpty || will.data.includes(';base64,')) return null
      changes.push(() => { here.data = will.data })
      texts.push(will.data)
    }
    if (was.nodeType !== Node.ELEMENT_NODE) continue
    if (was.attributes.length !== will.attributes.length || here.attributes.length !== was.attributes.length) return null
    for (const { name, value } of will.attributes) {
      if (was.getAttribute(name) === value) continue
      if (!was.hasAttribute(name) || !looks.has(name) || /url\\(|image-set\\(|;base64,/i.test(value)) return null
      changes.push(() => here.setAttribute(name, value))
    }
  } while ([a.nextNode(), b.nextNode(), c.nextNode()].every((node) => node !== null))
  return changes
}`

/**
 * Changes the document from `from` to `to` where they differ in texts and looks alone, and waits for what belongs to
 * it. The promise is for what was `Patched`; null where that can't be done, or where something moves afterwards.
 * @param from the document that was written to the page; null where it was patched since, by this very script
 */
export const patchDocument = (from: string | null, to: string): string =>
  `(async () => {
    ${READY}; ${IS_OPAQUE}; ${COLLECT}
    const looks = new Set(${JSON.stringify(LOOKS)}.split(' '))
    const texts = []
    const parse = (html) => new DOMParser().parseFromString(html, 'text/html')
    const from = ${JSON.stringify(from)}
    const last = from === null ? globalThis.binderyDocument : parse(from)
    const next = parse(${JSON.stringify(to)})
    if (document.querySelector(${JSON.stringify(STATEFUL)}) || document.compatMode !== 'CSS1Compat') return null
    const changes = collect(document, last, next)
    if (!changes || changes.length > ${MAX_CHANGES}) return null
    for (const change of changes) change()
    globalThis.binderyDocument = next
    await ready()
    return document.getAnimations().length > 0 ? null : { opaque: isOpaque(), texts }
  })()`
