import { availableParallelism } from 'node:os'
import sharp from 'sharp'
import { startBareLoop } from './bare-loop.ts'
import { type Card, HEIGHT, makeCards, WIDTH } from './cards.ts'
import { cpuTime } from './cpu-time.ts'
import { median } from './measure.ts'
import {
  findExecutable,
  type Painter,
  type PictureFormat,
  startBindery,
  startPlaywright,
  startPuppeteer,
} from './painters.ts'
import { startSatori, startTakumi } from './subset-painters.ts'

const ROUNDS = 5
/** A round of a painter lasts for this long, in milliseconds, */
const ROUND_MS = 500
/** and for at least so many pictures of each page: a slow one would draw too few to tell. */
const LEAST_OF_ROUND = 4
/** Drawn for each page at the start of a round without being measured: the painter has rested while others drew, */
const FIRST_OF_ROUND = 1
/** and for so many milliseconds: a farm that rests gives memory and windows back, and has to get them again. */
const FIRST_OF_ROUND_MS = 300
/** Drawn for each page before anything is measured, unless a painter wants more: by then pages are open, */
const WARM_UP = 2
/** and for so many milliseconds: by then V8 has compiled what is run again and again, in all processes. */
const WARM_UP_MS = 3_000

interface Figures {
  perSecond: number[]
  /** Milliseconds of CPU for each picture, the farm's own process and all browsers together. */
  cpu: number[]
}

/** Numbers go on over all rounds, so that no picture is drawn twice. */
function rounds({ draw }: Painter, card: Card, format: PictureFormat, abreast: number) {
  let next = 0
  return async (least: number, leastMs = 0, figures?: Figures): Promise<void> => {
    const [first, start, cpuBefore] = [next, performance.now(), cpuTime()]
    const isOver = () => next - first >= least && performance.now() - start >= leastMs
    const work = async () => {
      while (!isOver()) await draw(card, next++, format)
    }
    await Promise.all(Array.from({ length: abreast }, work))
    const count = next - first
    figures?.perSecond.push((count * 1000) / (performance.now() - start))
    figures?.cpu.push((cpuTime() - cpuBefore) / count)
  }
}

/**
 * A speed means nothing unless every painter has drawn the same picture. Of those that draw nearly the same, the size is
 * looked at.
 */
async function differing(painters: Painter[], card: Card): Promise<string[]> {
  const pictures: Buffer[] = []
  for (const { draw } of painters) {
    const { data, info } = await sharp(await draw(card, 7, 'png'))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    if (info.width !== WIDTH || info.height !== HEIGHT) throw new Error(`A picture of ${info.width}×${info.height}`)
    pictures.push(data)
  }
  const differ = (data: Buffer) => data.filter((value, i) => value !== pictures[0]?.[i]).length
  return pictures.map((data, i) => (painters[i]?.canDraw ? 'nearly alike' : String(differ(data))))
}

async function compareOn(card: Card, format: PictureFormat, all: Painter[], abreast: number): Promise<void> {
  const painters = all.filter(({ canDraw }) => canDraw?.(card) ?? true)
  const figures = painters.map((): Figures => ({ perSecond: [], cpu: [] }))
  const draws = painters.map((painter) => rounds(painter, card, format, abreast))
  for (const [index, draw] of draws.entries()) {
    await draw(painters[index]?.warmUp ?? WARM_UP * abreast, WARM_UP_MS)
  }
  for (let i = 0; i < ROUNDS; i++) {
    for (const [index, draw] of draws.entries()) {
      await draw(FIRST_OF_ROUND * abreast, FIRST_OF_ROUND_MS)
      await draw(LEAST_OF_ROUND * abreast, ROUND_MS, figures[index])
    }
  }
  const different = await differing(painters, card)
  const own = median(figures[0]?.perSecond ?? [])
  for (const [index, painter] of painters.entries()) {
    const { perSecond, cpu } = figures[index] as Figures
    const speed = median(perSecond)
    const { length } = await painter.draw(card, 7, format)
    const cells = [
      card.name,
      painter.name,
      speed.toFixed(1),
      index === 0 ? '' : `${(own / speed).toFixed(2)}×`,
      median(cpu).toFixed(0),
      (length / 1024).toFixed(0),
      different[index],
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

async function runAt(abreast: number, format: PictureFormat, cards: Card[], path: string): Promise<void> {
  const starts = [
    startBindery('Bindery', abreast, true),
    startBindery('Bindery, whole pages', abreast, false),
    startBareLoop(path, process.platform === 'linux'),
    startPuppeteer(path),
    ...(format === 'webp' ? [] : [startPlaywright(path)]),
    startSatori(),
    startTakumi(),
  ]
  const painters = await Promise.all(starts)
  try {
    console.log(`\n${format.toUpperCase()} ${WIDTH}×${HEIGHT}, ${abreast} at a time, median of ${ROUNDS} rounds\n`)
    console.log('| card | drawn by | renders/s | Bindery against it | CPU, ms | KB | bytes that differ as PNG |')
    console.log('| --- | --- | --- | --- | --- | --- | --- |')
    for (const card of cards) await compareOn(card, format, painters, abreast)
  } finally {
    await Promise.all(painters.map(({ stop }) => stop()))
  }
}

const ABREAST = [1, availableParallelism() + 1]

/**
 * Compares the renderer with its peers at their best on the same cards, Chromium, flags and fonts, in the same run.
 * @param only names of cards; default all
 */
export async function benchRender(format: PictureFormat, only?: readonly string[], abreast = ABREAST): Promise<void> {
  const path = await findExecutable()
  const cards = (await makeCards()).filter(({ name }) => only?.includes(name) ?? true)
  for (const pages of abreast) await runAt(pages, format, cards, path)
}
