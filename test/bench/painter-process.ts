import { availableParallelism } from 'node:os'
import { makeCards } from './cards.ts'
import {
  findExecutable,
  type Painter,
  type PictureFormat,
  startBindery,
  startPlaywright,
  startPuppeteer,
} from './painters.ts'
import { startSatori, startTakumi } from './subset-painters.ts'

/** One painter in a process of its own, so that its memory and CPU are its own: draws for as long as it is let. */

export const ABREAST = availableParallelism() + 1

const PAINTERS: Record<string, () => Promise<Painter>> = {
  'Bindery, by values': () => startBindery('Bindery', ABREAST, true),
  'Bindery, whole pages': () => startBindery('Bindery', ABREAST, false),
  'puppeteer, best': async () => startPuppeteer(await findExecutable()),
  Playwright: async () => startPlaywright(await findExecutable()),
  'satori + resvg': startSatori,
  takumi: startTakumi,
}

export const painterNames = Object.keys(PAINTERS)

/** Tells its parent how many pictures it has drawn, after each; ends at its message. */
async function paint(name: string, format: PictureFormat): Promise<void> {
  const painter = await PAINTERS[name]?.()
  const [card] = await makeCards()
  if (!painter || !card) throw new Error(`There is no painter ${name}`)
  const control = { isOver: false, drawn: 0 }
  process.once('message', () => {
    control.isOver = true
  })
  const work = async () => {
    while (!control.isOver) {
      await painter.draw(card, control.drawn, format)
      control.drawn++
      process.send?.(control.drawn)
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, work))
  await painter.stop()
  process.disconnect()
}

const [name, format] = process.argv.slice(2)
if (name && format && process.send) await paint(name, format as PictureFormat)
