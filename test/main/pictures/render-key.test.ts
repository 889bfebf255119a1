import { expect, test } from 'vitest'
import { type Canvas, frameKey, renderKey } from '../../../src/main/pictures/render-key.ts'
import { storedTemplate } from '../../helpers/stored-template.ts'

const template = storedTemplate('tmpl_a', 0)
const output = { format: 'png', quality: 80, width: 600, height: 315, deviceScaleFactor: 1 } as const
const canvas: Canvas = { template, output, locale: { locale: 'en-US', timeZone: 'UTC' }, browser: 'Chromium/1' }

/** All that a picture depends on but its variables, each other than on the canvas. */
const OTHERS: Canvas[] = [
  { ...canvas, output: { ...output, format: 'webp' } },
  { ...canvas, output: { ...output, quality: 81 } },
  { ...canvas, output: { ...output, width: 601 } },
  { ...canvas, output: { ...output, height: 316 } },
  { ...canvas, output: { ...output, deviceScaleFactor: 2 } },
  { ...canvas, locale: { ...canvas.locale, locale: 'de-DE' } },
  { ...canvas, locale: { ...canvas.locale, timeZone: 'Europe/Berlin' } },
  { ...canvas, browser: 'Chromium/2' },
  { ...canvas, browser: null },
  { ...canvas, template: { ...template, html: `${template.html} ` } },
  { ...canvas, template: { ...template, jsEnabled: !template.jsEnabled } },
  { ...canvas, template: { ...template, strictVariables: !template.strictVariables } },
]

test('a key is another one for whatever may change the picture, and no other for what may not', () => {
  // Twice: what is remembered of a template by then must not be taken for another canvas.
  for (const _ of [1, 2]) {
    const keys = [canvas, ...OTHERS].map((each) => renderKey(each, { a: 1, b: 2 }))
    expect(new Set(keys).size).toBe(OTHERS.length + 1)
    expect(renderKey({ ...canvas, template: { ...template } }, { b: 2, a: 1 })).toBe(keys[0])
    expect(renderKey(canvas, { a: 1, b: 3 })).not.toBe(keys[0])
  }
})

test('so is the key of all but the data', () => {
  const binding = { mapping: { title: 'a' }, defaults: {} }
  for (const _ of [1, 2]) {
    const keys = [canvas, ...OTHERS].map((each) => frameKey(each, binding))
    expect(new Set(keys).size).toBe(OTHERS.length + 1)
    expect(frameKey(canvas, { ...binding, mapping: { title: 'b' } })).not.toBe(keys[0])
    expect(frameKey(canvas, { ...binding, defaults: { title: 'b' } })).not.toBe(keys[0])
  }
})
