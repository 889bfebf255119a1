import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FarmProgram, withFarmProgram } from '../bench/program.ts'
import { memoryShare, memoryShareOf } from '../helpers/memory-share.ts'
import { descendantsOf } from '../helpers/program.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

/**
 * Pictures before memory is looked at for the first time: by then the pictures that a farm keeps, of those that were asked
 * for, take the 32 MB that they may (after 3,000 here).
 */
const WARM_UP = 4_000
const LOOK_EVERY = 1_000
const ABREAST = 3
/** Of the pictures one in so many is asked for. */
const SERVED = 3
/** What memory may grow by, of what it was after the warm-up. */
const ALLOWANCE = 0.15
/** How long a farm is waited for to give back what it keeps for more work, in milliseconds. */
const REST_MS = 90_000
const REST_LOOK_MS = 2_000
const SIZES = [
  { width: 1200, height: 630 },
  { width: 800, height: 418 },
  { width: 600, height: 314 },
  { width: 1000, height: 1000 },
]
const HTML = `<!doctype html><body style="margin:0;background:hsl({{hue}} 60% 90%);font:40px sans-serif">
  <h1>{{title}}</h1><p>{{text}}</p>`

/** Has the built farm draw, store and serve `count` pictures by its API, and sees what its own process holds. */
export async function tortureFarmRenders({ count, random, say }: Ordeal): Promise<Verdict> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-torture-'))
  try {
    return await withFarmProgram(join(dataDir, 'data'), [], (farm) => drawAll(farm, count, random, say))
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function drawAll(farm: FarmProgram, count: number, random: () => number, say: Ordeal['say']): Promise<Verdict> {
  const templates = await Promise.all(SIZES.map((output) => makeTemplate(farm, output)))
  const looks: number[] = []
  let drawn = 0
  const work = async (end: number) => {
    while (drawn < end) await drawOne(farm, templates[drawn % templates.length] as string, drawn++, random)
  }
  const warmUp = Math.min(WARM_UP, Math.floor(count / 2))
  for (let end = warmUp; drawn < count; end = Math.min(count, end + LOOK_EVERY)) {
    await Promise.all(Array.from({ length: ABREAST }, () => work(end)))
    const { own } = memoryShare(farm.pid)
    looks.push(own)
    say(`after ${end}: the farm's process without files ${megabytes(own)} MB`)
  }
  const most = Math.max(...looks)
  const first = looks[0] as number
  const rest = await restOf(farm, most)
  return {
    counts: {
      drawn,
      'the farm’s process, MB after the warm-up': megabytes(first),
      'the farm’s process, MB at most': megabytes(most),
      'the farm’s process at rest, MB': megabytes(rest),
      'all processes at rest, MB': megabytes(memoryShareOf([farm.pid, ...descendantsOf(farm.pid)]).all),
    },
    failures: [
      ...(most > first * (1 + ALLOWANCE) ? ['The memory of the farm’s process did not stay within 15 %'] : []),
      ...(rest >= first ? ['The farm gave nothing back when it had nothing to do'] : []),
    ],
  }
}

async function makeTemplate(farm: FarmProgram, output: (typeof SIZES)[number]): Promise<string> {
  const variables = ['hue', 'title', 'text'].map((name) => ({ name, type: 'text' }))
  const made = await farm.call('POST', '/templates', {
    name: 'Card',
    html: HTML,
    variableDefinitions: variables,
    output,
  })
  return (made.template as { uid: string }).uid
}

async function drawOne(farm: FarmProgram, template: string, number: number, random: () => number): Promise<void> {
  const variables = {
    hue: String(Math.floor(random() * 360)),
    title: `Card ${number}`,
    text: 'text '.repeat(random() * 50),
  }
  const format = number % 7 === 0 ? 'webp' : number % 5 === 0 ? 'jpeg' : 'png'
  const made = await farm.call('POST', `/templates/${template}/render`, { variables, format })
  if (number % SERVED === 0) await (await fetch(made.url as string)).arrayBuffer()
}

/** What it holds once it holds less than half of `most`, or when it was waited for long enough. */
async function restOf(farm: FarmProgram, most: number): Promise<number> {
  const end = performance.now() + REST_MS
  let own = memoryShare(farm.pid).own
  while (own > most / 2 && performance.now() < end) {
    await sleep(REST_LOOK_MS)
    own = Math.min(own, memoryShare(farm.pid).own)
  }
  return own
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2)
