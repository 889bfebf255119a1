import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { median } from './measure.ts'
import { startFarmProgram } from './program.ts'

const ROUNDS = 5
const POLL_MS = 5
const PICTURE_LIMIT_MS = 60_000

interface Times {
  ready: number[]
  /** To the first picture that a render URL gives. */
  picture: number[]
}

/** The built farm from its command to its ready line and its first picture: on a new data dir, and again on the same. */
export async function benchStart(): Promise<void> {
  const [cold, warm] = [newTimes(), newTimes()]
  for (let round = 0; round < ROUNDS; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'bindery-bench-'))
    try {
      await startOnce(join(folder, 'data'), cold)
      await startOnce(join(folder, 'data'), warm)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  console.log(`\n| start, median of ${ROUNDS} | to ready, ms | to the first picture served, ms |`)
  console.log('| --- | --- | --- |')
  console.log(row('new data dir: database, templates and a first picture are made', cold))
  console.log(row('the same data dir again', warm))
}

const newTimes = (): Times => ({ ready: [], picture: [] })
const row = (name: string, { ready, picture }: Times): string =>
  `| ${name} | ${median(ready).toFixed(0)} | ${median(picture).toFixed(0)} |`

async function startOnce(dataDir: string, times: Times): Promise<void> {
  const start = performance.now()
  const farm = await startFarmProgram(dataDir)
  try {
    times.ready.push(performance.now() - start)
    const { bindings } = (await farm.call('GET', '/bindings')) as { bindings: { renderUrl: string }[] }
    await firstPicture(`${farm.origin}${new URL(bindings[0]?.renderUrl ?? '').pathname}`, start)
    times.picture.push(performance.now() - start)
  } finally {
    await farm.stop()
  }
}

/** A render URL waits for a picture that is on its way; before that it may say that there is none yet. */
async function firstPicture(url: string, start: number): Promise<void> {
  while (!(await fetch(url).then((answer) => answer.arrayBuffer().then(() => answer.ok)))) {
    if (performance.now() - start > PICTURE_LIMIT_MS) throw new Error(`${url} gave no picture`)
    await pause(POLL_MS)
  }
}
