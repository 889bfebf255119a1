import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUNDLED_FONTS, fontConfig, fontFile } from '../../../src/main/chromium/fonts.ts'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'

let chromium: TestRenderer
beforeAll(async () => {
  chromium = await startTestRenderer()
})
afterAll(() => chromium.stop())

const dataUrl = (file: string) => `data:font/ttf;base64,${readFileSync(file).toString('base64')}`
const TEXT = 'Hamburgefonstiv ÄÖÜ ßñ Ελληνικά Кириллица 0123'

/** The picture of a text in a font that comes with the page, so that no font of the machine can have a part in it. */
async function drawn(style: string, file?: string): Promise<Buffer> {
  const face = file ? `<style>@font-face{font-family:Proof;src:url(${dataUrl(file)})}</style>` : ''
  const html = `<!doctype html>${face}<p style="margin:0;white-space:nowrap;font-size:28px;${style}">${TEXT}`
  const { png } = await chromium.renderer.render(jobOf(html, { width: 900, height: 60 }))
  return (await decodePng(png)).data
}

describe('the bundled fonts', () => {
  it.each([
    ['sans', 'sans-serif'],
    ['sans', 'Arial'],
    ['sans', 'Helvetica, serif'],
    ['sans', 'system-ui'],
    ['sans', 'Inter'],
    ['serif', 'serif'],
    ['serif', "'Times New Roman'"],
    ['serif', 'Nonexistent'],
    ['mono', 'monospace'],
    ['mono', 'ui-monospace'],
    ['mono', "'Courier New'"],
  ] as const)('%s is what %s means, for Latin, Greek and Cyrillic', async (role, family) => {
    const proof = await drawn('font-family:Proof', fontFile(role))
    expect((await drawn(`font-family:${family}`)).equals(proof)).toBe(true)
  })

  it.each([
    ['500Medium', 'font-weight:500'],
    ['600SemiBold', 'font-weight:600'],
    ['700Bold', 'font-weight:700'],
    ['800ExtraBold', 'font-weight:800'],
    ['400Regular_Italic', 'font-style:italic'],
  ])('have %s', async (style, css) => {
    const plain = await drawn('font-family:sans-serif')
    const styled = await drawn(`font-family:sans-serif;${css}`)
    // The proof has no style of its own to be synthesised: the file is taken as it is.
    expect(styled.equals(await drawn('font-family:Proof', fontFile('sans', style)))).toBe(true)
    expect(styled.equals(plain)).toBe(false)
  })

  it('draw emoji in colour', async () => {
    const { png } = await chromium.renderer.render(jobOf('<body style="margin:0;font:60px/1 sans-serif">😀🚀'))
    const { data } = await decodePng(png)
    let coloured = 0
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3)
      if (Math.max(r, g, b) - Math.min(r, g, b) > 80) coloured++
    }
    expect(coloured).toBeGreaterThan(500)
  })

  it('are all there, under the names that the list says', () => {
    for (const { role, styles } of BUNDLED_FONTS) {
      for (const style of styles) expect(existsSync(fontFile(role, style))).toBe(true)
    }
    expect(() => fontFile('sans', '100Thin')).toThrow(RangeError)
  })

  it('come before the machine’s in a configuration that takes nothing else of the machine’s', () => {
    const config = fontConfig('/cache & more')
    expect(config).toContain('<cachedir>/cache &amp; more</cachedir>')
    expect(config).not.toContain('<include')
    expect(config.indexOf('expo-google-fonts')).toBeLessThan(config.indexOf('/usr/share/fonts'))
  })
})
