import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { sendJson, startServer } from '../helpers/http-server.ts'
import { openBrowser } from '../helpers/open-browser.ts'
import { runProgram } from '../helpers/program.ts'
import { median } from './measure.ts'

const ROUNDS = 5
/** Four values and the object that holds them: five nodes each. */
const OBJECTS = 20_000

/** A JSON answer of 100,000 nodes in the binding editor's tree: shown, opened whole, searched, scrolled. */
export async function benchJsonTree(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-bench-'))
  const serve = ['--port', '0', '--data-dir', dataDir, '--allow-host', '127.0.0.1', '--log-level', 'error']
  const farm = runProgram('serve', serve)
  const rows = Array.from({ length: OBJECTS }, (_, at) => ({
    id: at,
    name: `Name ${at}`,
    price: at / 7,
    isNew: at % 2,
  }))
  const source = await startServer(sendJson({ rows }))
  let browser: Browser | null = null
  try {
    const [, address = ''] = await farm.said(/(http:\S+#token=\S+)/)
    browser = await openBrowser(dataDir)
    const figures: Measured[] = []
    for (let round = 0; round < ROUNDS; round++) figures.push(await measure(browser, address, source.url))
    print(figures)
  } finally {
    await browser?.close()
    await farm.stop()
    await source.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

interface Measured {
  shownMs: number
  searchMs: number
  /** Most treeitems in the page at a time. */
  drawn: number
  blank: number
}

async function measure(browser: Browser, address: string, url: string): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(address)
  await page.getByRole('main').waitFor()
  await page.goto(`${address.split('#')[0]}#/bindings/new`)
  await page.getByRole('link', { name: 'Social image' }).click()
  await page.getByRole('textbox', { name: 'URL', exact: true }).fill(url)
  // The answer holds the picture too: what is measured begins when its last byte is there.
  const done = page.waitForResponse(
    (response) => response.url().includes('/bindings/test') && isLarge(response.headers()),
  )
  await page.evaluate(() => {
    const seen = new MutationObserver(() => {
      if (document.querySelector('[role="treeitem"]')) performance.mark('shown')
    })
    seen.observe(document.body, { childList: true, subtree: true })
  })
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await (await done).finished()
  await page.getByRole('treeitem', { name: /rows/ }).waitFor()
  const shownMs = await page.evaluate(() => {
    const answers = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const answer = answers
      .filter(({ name }) => name.includes('/bindings/test'))
      .reduce((a, b) => (a.encodedBodySize > b.encodedBodySize ? a : b))
    return (performance.getEntriesByName('shown')[0]?.startTime ?? Number.NaN) - answer.responseEnd
  })
  await page.getByRole('treeitem', { name: /rows/ }).click()
  const { drawn, blank } = await scroll(page)
  const start = performance.now()
  await page.getByRole('searchbox', { name: 'Search the data' }).fill('rows[19999].name')
  await page.getByText('1 found').waitFor()
  const searchMs = performance.now() - start
  await page.close()
  return { shownMs, searchMs, drawn, blank }
}

const isLarge = (headers: Record<string, string>): boolean => Number(headers['content-length'] ?? 1e9) > 100_000

/** Goes through the whole list and counts the frames in which a part of the view has no line. */
const scroll = (page: Page): Promise<{ drawn: number; blank: number }> =>
  page.evaluate(async () => {
    const scroller = document.querySelector('[role="tree"]')?.parentElement
    if (!scroller) throw new Error('There is no tree')
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    let [drawn, blank] = [0, 0]
    const step = Math.max(1, scroller.scrollHeight / 100)
    for (let top = 0; top < scroller.scrollHeight - scroller.clientHeight; top += step) {
      scroller.scrollTop = top
      await frame()
      await frame()
      const { left, top: edge, height, width } = scroller.getBoundingClientRect()
      const at = document.elementFromPoint(left + width / 2, edge + height / 2)
      if (!at?.closest('[role="treeitem"]')) blank++
      drawn = Math.max(drawn, document.querySelectorAll('[role="treeitem"]').length)
    }
    return { drawn, blank }
  })

function print(figures: readonly Measured[]): void {
  const of = (pick: (each: Measured) => number) => median(figures.map(pick))
  console.log(`\nA JSON answer of ${OBJECTS * 5} nodes in the editor (median of ${ROUNDS} rounds)`)
  console.log(
    `  answer read to tree shown  ${of(({ shownMs }) => shownMs)
      .toFixed(0)
      .padStart(8)} ms`,
  )
  console.log(
    `  search by path             ${of(({ searchMs }) => searchMs)
      .toFixed(0)
      .padStart(8)} ms`,
  )
  console.log(
    `  lines in the page at most  ${Math.max(...figures.map(({ drawn }) => drawn))
      .toString()
      .padStart(8)}`,
  )
  console.log(
    `  blank views of 100         ${Math.max(...figures.map(({ blank }) => blank))
      .toString()
      .padStart(8)}`,
  )
}
