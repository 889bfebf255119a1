import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'

let chromium: TestRenderer
beforeAll(async () => {
  chromium = await startTestRenderer()
})
afterAll(() => chromium.stop())

const render = (html: string, rest = {}) => chromium.renderer.render(jobOf(html, rest))
const pixelsOf = async (html: string, rest = {}) => decodePng((await render(html, rest)).png)

const GREEN = [0, 128, 0, 255]
const RED = [255, 0, 0, 255]
const CLEAR = [0, 0, 0, 0]

describe('a picture', () => {
  it('shows what the document says, pixel for pixel', async () => {
    const picture = await pixelsOf(
      '<body style="margin:0;background:#102030"><div style="width:50px;height:20px;background:red">',
    )
    expect(picture.at(0, 0)).toEqual(RED)
    expect(picture.at(49, 19)).toEqual(RED)
    expect(picture.at(50, 19)).toEqual([16, 32, 48, 255])
    expect(picture.at(49, 20)).toEqual([16, 32, 48, 255])
  })

  it.each([
    [1, 1, 1],
    [333, 201, 1],
    [333, 201, 2],
    [40, 30, 3],
    [1200, 630, 1],
  ])('is %i × %i CSS pixels at scale %i, to the pixel', async (width, height, deviceScaleFactor) => {
    const rendered = await render('<body style="margin:0;background:green">', { width, height, deviceScaleFactor })
    const picture = await decodePng(rendered.png)
    const expected = { width: width * deviceScaleFactor, height: height * deviceScaleFactor }
    expect({ width: picture.width, height: picture.height }).toEqual(expected)
    expect({ width: rendered.width, height: rendered.height }).toEqual(expected)
    expect(picture.at(picture.width - 1, picture.height - 1)).toEqual(GREEN)
  })

  it('is cut at its edge, and shows no scroll bar', async () => {
    const picture = await pixelsOf('<body style="margin:0"><div style="width:900px;height:900px;background:green">')
    expect([picture.width, picture.height]).toEqual([200, 100])
    expect(picture.at(199, 99)).toEqual(GREEN)
  })

  it('stays transparent where the template leaves it so', async () => {
    const html = '<body style="margin:0"><div style="width:20px;height:20px;background:rgb(255 0 0 / 50%)">'
    for (const javaScript of [false, true]) {
      const picture = await pixelsOf(html, { javaScript })
      expect(picture.at(100, 50)).toEqual(CLEAR)
      expect(picture.at(5, 5)[3]).toBeGreaterThan(120)
      expect(picture.at(5, 5)[3]).toBeLessThan(136)
    }
  })

  it('has the doctype of its own document', async () => {
    // Only quirks mode takes a length with no unit.
    const standards = await pixelsOf(
      `<!doctype html><body style="margin:0"><div style="width:5;height:5;background:red">`,
    )
    const quirks = await pixelsOf('<body style="margin:0"><div style="width:5;height:5;background:red">')
    expect(quirks.at(2, 2)).toEqual(RED)
    expect(standards.at(150, 50)).toEqual(CLEAR)
  })

  it('is the same bytes for the same input, also in another process and with scripts allowed', async () => {
    const html =
      '<!doctype html><body style="background:linear-gradient(40deg,#123,#fc8)"><h1 style="font-family:sans-serif;text-shadow:0 1px 3px #000">Ünï 😀</h1>'
    const first = await render(html)
    await render('<body style="background:red">something else', { width: 300 })
    const again = await render(html)
    const other = await startTestRenderer()
    const elsewhere = await other.renderer.render(jobOf(html)).finally(() => other.stop())
    const scripted = await render(html, { javaScript: true })
    for (const { png } of [again, elsewhere, scripted]) expect(first.png?.equals(png as Buffer)).toBe(true)
  })

  it('takes characters of every kind as they are', async () => {
    const html = `<body style="margin:0">\u2028\u2029\\ "'\`\${1}<!-- --><div style="position:absolute;inset:0;background:green" title="</script>\ud800">`
    expect((await pixelsOf(html)).at(100, 50)).toEqual(GREEN)
  })
})

describe('a JPEG in place of the lossless picture', () => {
  const outputs = { png: true, pdf: false, lossy: { format: 'jpeg' as const, quality: 80 } }

  it.each([
    ['a colour of the body', 'body { background: #fed }'],
    ['a colour of the root', 'html { background: rgb(1 2 3) } body { background: transparent; opacity: .5 }'],
    [
      'a gradient over all of it',
      'body { margin: 0; height: 100px; background: linear-gradient(#123, red 40%, blue) }',
    ],
  ])('is taken of an opaque page: %s', async (_what, css) => {
    const html = `<!doctype html><style>${css}</style><p>text`
    const { lossy, png } = await render(html, { outputs })
    const lossless = await render(html)
    expect([png, lossy?.subarray(0, 2).toString('hex')]).toEqual([null, 'ffd8'])
    expect((await decodePng(lossless.png)).data.filter((value, i) => i % 4 === 3 && value !== 255)).toHaveLength(0)
    const difference = await meanDifference(lossy as Buffer, lossless.png as Buffer)
    expect(difference).toBeLessThan(3)
  })

  it.each([
    ['no background', 'p { background: red }'],
    ['a colour that shines through', 'body { background: rgb(0 0 0 / 99%) }'],
    ['a gradient with a clear end', 'body { height: 100px; margin: 0; background: linear-gradient(red, transparent) }'],
    [
      'a gradient of no height',
      'html { height: 0 } body { margin: 0; height: 0; background: linear-gradient(red, blue) }',
    ],
    [
      'a gradient that is not repeated',
      'body { margin: 0; height: 100px; background: linear-gradient(red, blue) 5px 5px no-repeat }',
    ],
    ['a root that shines through', 'html { background: red; opacity: .5 }'],
    ['a root that is cut', 'html { background: red; clip-path: circle() }'],
    ['a root that does not pass it on', 'html { contain: paint; height: 20px } body { height: 20px; background: red }'],
    ['nothing at all', 'html { display: none; background: red }'],
  ])('is not taken where something shines through: %s', async (_what, css) => {
    const { lossy, png } = await render(`<!doctype html><style>${css}</style><p>text`, { outputs })
    expect(lossy).toBe(null)
    expect(png).not.toBe(null)
  })

  it('is not taken of a page that runs scripts, or that has loaded anything', async () => {
    const html = '<!doctype html><body style="background:red">'
    expect((await render(html, { outputs, javaScript: true })).lossy).toBe(null)
    expect((await render(`${html}<img src="http://nobody.test/x.png">`, { outputs })).lossy).toBe(null)
  })
})

async function meanDifference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((file) => sharp(file).removeAlpha().raw().toBuffer()))
  return (a as Buffer).reduce((sum, value, i) => sum + Math.abs(value - (b?.[i] ?? 0)), 0) / (a as Buffer).length
}

describe('what moves', () => {
  it('is shown at the end of an animation that ends, and before one that does not', async () => {
    const picture = await pixelsOf(`<style>
      body { margin: 0 } div { width: 100px; height: 100px; background: red; float: left }
      @keyframes go { to { background: green } }
      .ends { animation: go 100s forwards } .endless { animation: go 1s infinite alternate }
      </style><div class=ends></div><div class=endless>`)
    expect(picture.at(50, 50)).toEqual(GREEN)
    expect(picture.at(150, 50)).toEqual(RED)
  })

  it('stays where a paused animation has it', async () => {
    const picture = await pixelsOf(
      `<style>body{margin:0;background:red;animation:go 2s -1s linear paused} @keyframes go{to{background:rgb(0 0 0)}}`,
    )
    expect(picture.at(50, 50)).toEqual([128, 0, 0, 255])
  })

  it('stays at its first frame in SVG and in images', async () => {
    const svg =
      '<svg width=100 height=100 style="float:left"><rect width=100 height=100 fill=red><animate attributeName=fill to=green dur="0.01s" fill="freeze"/></rect></svg>'
    const gif = await animatedGif()
    const picture = await pixelsOf(
      `<body style="margin:0">${svg}<img src="data:image/gif;base64,${gif.toString('base64')}">`,
    )
    expect(picture.at(50, 50)).toEqual(RED)
    expect(picture.at(150, 50)).toEqual(RED)
  })
})

/** Red for 10 ms, then green. */
async function animatedGif(): Promise<Buffer> {
  const frame = (background: string) =>
    sharp({ create: { width: 100, height: 100, channels: 3, background } })
      .png()
      .toBuffer()
  const frames = await Promise.all([frame('red'), frame('green')])
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: [10, 10], loop: 0 })
    .toBuffer()
}

describe('JavaScript', () => {
  const html =
    '<body style="margin:0;background:red"><script>document.body.style.background = "green"</script><noscript><p style="margin:0;width:9px;height:9px;background:blue"></noscript>'

  it('is off unless the job asks for it', async () => {
    const picture = await pixelsOf(html)
    expect(picture.at(100, 50)).toEqual(RED)
    expect(
      (await pixelsOf('<body style="margin:0;background:red" onload="this.style.background=`green`">')).at(9, 9),
    ).toEqual(RED)
  })

  it('runs when it is on, and what it says is kept', async () => {
    const rendered = await render(`${html}<script>console.log('drawn', {a: 1}); null.x</script>`, { javaScript: true })
    expect((await decodePng(rendered.png)).at(100, 50)).toEqual(GREEN)
    expect(rendered.console).toEqual(['log: drawn Object {a: 1}', expect.stringContaining('TypeError')])
  })

  it('has its frames and its first timers before the picture', async () => {
    const script =
      'requestAnimationFrame(() => requestAnimationFrame(() => { document.body.style.background = "green" }))'
    const picture = await pixelsOf(`<body style="margin:0;background:red"><script>${script}</script>`, {
      javaScript: true,
    })
    expect(picture.at(100, 50)).toEqual(GREEN)
  })

  it('keeps 50 lines at most, and of each its beginning', async () => {
    const html = '<script>for (let i = 0; i < 500; i++) console.log("x".repeat(5000))</script>'
    const { console } = await render(html, { javaScript: true })
    expect(console).toHaveLength(50)
    expect(console[0]?.length).toBeLessThanOrEqual(500)
  })

  it('can not deceive what waits for it', async () => {
    const html = `<body style="margin:0;background:green"><script>
      Array.from = () => { throw 1 }; Promise.all = () => new Promise(() => {}); document.getAnimations = null
      Object.defineProperty(document, 'fonts', { get() { return { ready: new Promise(() => {}) } } })
      window.requestAnimationFrame = () => {}; alert(1); confirm(2); prompt(3)</script>`
    expect((await pixelsOf(html, { javaScript: true })).at(9, 9)).toEqual(GREEN)
  })
})

describe('a PDF', () => {
  it('is one page of the right size, with the backgrounds', async () => {
    const html = '<body style="background:red"><p>words</p><div style="height:500px">'
    const { png, pdf } = await render(html, { width: 400, height: 300, outputs: { png: false, pdf: true } })
    const text = (pdf as Buffer).toString('latin1')
    const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)
    expect(png).toBeNull()
    expect(text.startsWith('%PDF-')).toBe(true)
    expect(text.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1)
    // Points: 72 to the inch, where there are 96 CSS pixels. Chromium rounds to its own units.
    expect(Math.abs(Number(box?.[1]) - 300)).toBeLessThan(0.5)
    expect(Math.abs(Number(box?.[2]) - 225)).toBeLessThan(0.5)
  })

  it('can be had with the picture, which it does not change', async () => {
    const html = '<style>body{margin:0;background:green} @media print{body{background:red}}</style>'
    const both = await render(html, { outputs: { png: true, pdf: true } })
    const alone = await render(html)
    expect(both.pdf?.subarray(0, 5).toString()).toBe('%PDF-')
    expect(both.png?.equals(alone.png as Buffer)).toBe(true)
    expect((await decodePng(alone.png)).at(5, 5)).toEqual(GREEN)
  })
})
