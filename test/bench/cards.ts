import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { seededRandom } from '../torture/seeded-random.ts'

export const WIDTH = 1200
export const HEIGHT = 630

/** A template of the bench, as the document for its nth set of values; the same documents in every run. */
export interface Card {
  name: string
  html(n: number): string
}

const HEAD = `<!doctype html><html lang="en"><meta charset="utf-8"><style>
  * { box-sizing: border-box } body { margin: 0; width: 1200px; height: 630px; font-family: sans-serif; color: #fff; position: relative }`

/** A card as most are: a gradient, a heading, a line of text, a number. */
const small: Card = {
  name: 'small',
  html: (n) => `${HEAD} body { background: linear-gradient(120deg, #14213d, #7b2cbf 60%, #fca311) }
    h1 { font-size: 68px; margin: 0; padding: 60px 60px 20px } p { font-size: 30px; margin: 0; padding: 0 60px; width: 640px }
    b { position: absolute; right: 60px; bottom: 60px; padding: 20px 32px; border-radius: 24px; background: #0006; font-size: 44px }
    </style><h1>Quarterly report ${n}</h1><p>Revenue grew by ${n % 97} % over the last quarter, and there is a little more
    text to lay out on a few lines.</p><b>$ ${(n * 1117) % 90000}</b>`,
}

/** A JPEG that is as hard to pack as a photograph. */
async function photograph(seed: number, side: number): Promise<string> {
  const random = seededRandom(seed)
  const data = Buffer.from(Array.from({ length: side * side * 3 }, () => 70 + random() * 110))
  const jpeg = await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .blur(0.8)
    .jpeg()
    .toBuffer()
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`
}

async function images(): Promise<Card> {
  const photographs = await Promise.all([1, 2, 3, 4].map((seed) => photograph(seed, 240)))
  const shown = photographs.map((url) => `<img src="${url}" alt="">`).join('')
  return {
    name: 'images',
    html: (n) => `${HEAD} body { background: #101820 } h1 { font-size: 54px; margin: 0; padding: 48px 48px 24px }
      div { display: flex; gap: 28px; padding: 0 48px } img { border-radius: 24px; box-shadow: 0 10px 40px #0008 }
      p { font-size: 34px; padding: 0 48px } </style><h1>Pictures of the day ${n}</h1><div>${shown}</div>
      <p>Seen by ${(n * 331) % 10000} people in ${n % 60} minutes</p>`,
  }
}

function fonts(): Card {
  const load = createRequire(import.meta.url).resolve
  const url = (style: string) => {
    const path = load(`@expo-google-fonts/noto-serif/${style}/NotoSerif_${style}.ttf`)
    return `url(data:font/ttf;base64,${readFileSync(path).toString('base64')})`
  }
  const face = (weight: number, style: string) =>
    `@font-face { font-family: Card; font-weight: ${weight}; src: ${url(style)} }`
  return {
    name: 'web fonts',
    html: (n) => `${HEAD} ${face(400, '400Regular')} ${face(800, '800ExtraBold')}
      body { background: #f4efe6; color: #241f1c; font-family: Card; padding: 56px } h1 { font-size: 60px; margin: 0 0 24px }
      p { font-size: 30px; line-height: 1.5; margin: 0 } </style><h1>Chapter ${n}: the open sea</h1>
      <p>${'It was a bright cold day in April, and the clocks were striking thirteen. '.repeat(5)}Page ${n % 400}.</p>`,
  }
}

/** 2,000 elements: a table in which every value may be another one. */
const nodes: Card = {
  name: '2,000 nodes',
  html: (n) => {
    const cell = (i: number) => `<i style="color:hsl(${(i * 7) % 360} 60% 40%)">${(i * (n + 13)) % 1000}</i>`
    return `${HEAD} body { background: #fff; color: #222 } div { display: grid; grid-template-columns: repeat(50, 24px); font-size: 10px }
      i { height: 15px; font-style: normal; overflow: hidden } </style><div>${Array.from({ length: 2000 }, (_, i) => cell(i)).join('')}</div>`
  },
}

/** Lines, areas and axes in SVG, whose points move with the values. */
const chart: Card = {
  name: 'chart',
  html: (n) => {
    const line = (k: number) =>
      Array.from(
        { length: 120 },
        (_, i) => `${(60 + i * 9).toFixed(0)},${(330 + 130 * Math.sin((i + n) / (7 + k)) + 20 * k).toFixed(2)}`,
      ).join(' ')
    const series = ['#2f9e44', '#1971c2', '#e8590c', '#9c36b5'].map(
      (color, k) => `<polyline points="${line(k)}" fill="none" stroke="${color}" stroke-width="4"/>`,
    )
    const axis = Array.from({ length: 12 }, (_, i) => `<text x="${60 + i * 90}" y="600">${(n + i) % 100}</text>`)
    return `${HEAD} body { background: #fff; color: #222 } text { font: 18px sans-serif } </style><svg width="1200" height="630">
      <text x="60" y="60" style="font-size:36px">Requests a second, day ${n}</text>${series.join('')}${axis.join('')}</svg>`
  },
}

export const makeCards = async (): Promise<Card[]> => [small, await images(), fonts(), nodes, chart]
