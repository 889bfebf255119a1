import { LRUCache } from 'lru-cache'
import { canonicalJson, type Json } from '../../shared/json.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Locale } from '../evaluator/evaluator.ts'
import { sha256After } from '../hash.ts'
import type { Drawing } from './drawing.ts'
import { type Output, resolveOutput } from './output.ts'

/** Counts changes of how Bindery itself draws (flags, fonts, waits), so that old pictures are drawn again. */
const DRAWING_REVISION = 1

export interface Canvas {
  template: Pick<StoredTemplate, 'engine' | 'html' | 'variableDefinitions' | 'strictVariables' | 'jsEnabled'>
  output: Output
  locale: Locale
  /** The browser's product and version. */
  browser: string | null
}

/** By template as it was read, which is behind many bindings; a few outputs of each are asked for again and again. */
const hashes = new WeakMap<Canvas['template'], LRUCache<string, Hashes>>()
const MOST_HASHES = 20
/** Frames that are remembered of each, where their text is no longer than this: many bindings have them in common. */
const MOST_FRAMES = 10
const MOST_CHARACTERS = 1000

/** The hash of a canvas with what is drawn on it, given as text. */
interface Hashes {
  of(rest: string): string
  ofFrame(rest: string): string
}

function hashesOn(canvas: Canvas): Hashes {
  const { template, output, locale, browser } = canvas
  const known = hashes.get(template) ?? new LRUCache({ max: MOST_HASHES })
  hashes.set(template, known)
  const place = JSON.stringify([output, locale, browser])
  const found = known.get(place) ?? beginHashes(`${canvasText(canvas)}\n`)
  known.set(place, found)
  return found
}

function beginHashes(text: string): Hashes {
  const of = sha256After(text)
  const frames = new LRUCache<string, string>({ max: MOST_FRAMES })
  return {
    of,
    ofFrame(rest) {
      const hash = frames.get(rest) ?? of(rest)
      if (rest.length <= MOST_CHARACTERS) frames.set(rest, hash)
      return hash
    },
  }
}

function canvasText({ template, output, locale, browser }: Canvas): string {
  const { engine, html, variableDefinitions, strictVariables, jsEnabled } = template
  return canonicalJson([
    DRAWING_REVISION,
    { engine, html, variableDefinitions, strictVariables, jsEnabled },
    output,
    locale,
    browser,
  ])
}

/** Names a picture: the same key is the same picture, so nothing need be drawn. */
export const renderKey = (canvas: Canvas, variables: Record<string, Json>): string =>
  hashesOn(canvas).of(canonicalJson(variables))

/** Names all that a picture depends on but the data, so that equal data need not even be mapped. */
export const frameKey = (canvas: Canvas, binding: Pick<StoredBinding, 'mapping' | 'defaults'>): string =>
  hashesOn(canvas).ofFrame(canonicalJson([binding.mapping, binding.defaults]))

/** The browser is part of a picture's key, so that nothing can be said of it before the browser is known. */
export async function setCanvas(
  binding: StoredBinding,
  template: StoredTemplate,
  parts: Pick<Drawing, 'renderer' | 'locale'>,
): Promise<Canvas> {
  await parts.renderer.known()
  const output = resolveOutput(binding.outputConfig, template)
  return { template, output, locale: parts.locale(), browser: parts.renderer.state().version }
}
