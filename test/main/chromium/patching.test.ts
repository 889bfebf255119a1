import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'

let chromium: TestRenderer
beforeAll(async () => {
  chromium = await startTestRenderer()
})
afterAll(() => chromium.stop())

const HEAD = '<!doctype html><style>body { margin: 4px; font: 15px sans-serif }</style>'
const draw = (html: string, rest = {}) => chromium.renderer.render(jobOf(html, rest))

/** Draws documents of one template until it is proven. */
async function prove(template: string, of: (n: number) => string): Promise<void> {
  for (let n = 0; n < 8; n++) await draw(of(n), { template })
}

/** The document drawn as the next of its template, and alone. */
async function bothWays(template: string, html: string) {
  const next = await draw(html, { template })
  const alone = await draw(html)
  return { isPatched: next.isPatched, isSame: next.png?.equals(alone.png as Buffer) }
}

describe('a document of which only values differ', () => {
  const card = (n: number) =>
    `${HEAD}<h1 class="c${n % 3}" style="width:${90 + n}px">No ${n} &amp; &lt;more&gt;</h1>
    <svg width="60" height="20"><polyline points="0,0 ${n},${n} 60,20" stroke="red"/><text x="${n % 9}" y="15">${n}</text></svg>`

  it('is drawn whole until it was seen to make no difference, and then by its values', async () => {
    const ways = []
    for (let n = 0; n < 8; n++) ways.push((await draw(card(n), { template: 'seen' })).isPatched)
    expect(ways).toEqual([...Array(4).fill(false), ...Array(4).fill(true)])
  })

  it.each([
    ['numbers', '71', '72'],
    ['nothing but a dot', '.', ':'],
    ['another direction and other scripts', 'abc', 'שלום مرحبا 東京 👩‍👩‍👧 e\u0301'],
    ['markup that is no markup', 'a', '&lt;b&gt; &amp;amp; &quot;x&quot;'],
    ['a word that does not fit', 'a', 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4)],
    ['lines', 'a b', 'a\nb\n\n   c'],
  ])('gives the same bytes as when it stands alone: %s', async (_what, one, other) => {
    const of = (text: string, n = 1) => card(n).replace('&amp;', text)
    await prove(one, (n) => of(one, n))
    expect(await bothWays(one, of(other, 2))).toEqual({ isPatched: true, isSame: true })
  })

  it('may be a JPEG', async () => {
    const of = (n: number) => card(n).replace('margin', 'background: #fff; margin')
    await prove('jpeg', of)
    const outputs = { png: true, pdf: false, lossy: { format: 'jpeg' as const, quality: 80 } }
    const patched = await draw(of(30), { template: 'jpeg', outputs })
    const alone = await draw(of(30), { outputs })
    expect(patched.isPatched).toBe(true)
    expect(patched.lossy?.equals(alone.lossy as Buffer)).toBe(true)
  })

  it('is not taken for one of another size', async () => {
    await prove('size', card)
    expect((await draw(card(9), { template: 'size', width: 240 })).isPatched).toBe(false)
  })

  it('is not printed', async () => {
    await prove('pdf', card)
    expect((await draw(card(9), { template: 'pdf', outputs: { png: true, pdf: true } })).isPatched).toBe(false)
  })
})

describe('a document is drawn whole', () => {
  const image = (color: string) =>
    `<img width="9" height="9" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9' fill='${color}'/></svg>">`

  it.each<[string, (n: number) => string]>([
    ['where its shape differs', (n) => `${HEAD}${'<p>x</p>'.repeat(1 + (n % 2))}`],
    ['where its styles differ', (n) => `<!doctype html><style>p { color: rgb(${n} 0 0) }</style><p>x`],
    ['where an image differs', (n) => `${HEAD}${image(n % 2 ? 'red' : 'blue')}`],
    ['where a style loads an image', (n) => `${HEAD}<p style="background:url(data:,${n})">x`],
    ['where a value comes and goes', (n) => `${HEAD}<p>${n % 2 ? 'x' : ''}</p>`],
    ['where a text is as long as data', (n) => `${HEAD}<p>x;base64,${'A'.repeat(300)}${n}</p>`],
    ['where a name differs', (n) => `${HEAD}<p id="p${n}">x</p>`],
    ['where it moves', (n) => `${HEAD}<style>p { transition: width 1s }</style><p style="width:${n}px">x</p>`],
    ['where an element has a state of its own', (n) => `${HEAD}<details><summary>${n}</summary></details>`],
    ['in quirks mode', (n) => `<p>${n}`],
  ])('%s', async (what, of) => {
    await prove(what, of)
    expect(await bothWays(what, of(9))).toEqual({ isPatched: false, isSame: true })
  })
})

it('what a document left is not in the next, and neither are its values', async () => {
  const of = (n: number, name: string) => `${HEAD}<p class="${name}">${name} ${n}</p><p>${n}</p>`
  await prove('others', (n) => of(n, 'secret'))
  expect(await bothWays('others', of(9, 'plain'))).toEqual({ isPatched: true, isSame: true })
})
