import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryShareOf } from '../helpers/memory-share.ts'
import { descendantsOf } from '../helpers/program.ts'
import { cpuTimeFrom } from './cpu-time.ts'
import { median } from './measure.ts'
import { ABREAST, painterNames } from './painter-process.ts'

const FORMAT = 'png'
/** Pictures before anything is measured, and pictures that are. */
const WARM_UP = 100
const MEASURED = 150
const LOOK_MS = 250

interface Figures {
  /** Megabytes. */
  pss: number[]
  perSecond: number
  cpuMs: number
}

/** What each painter's processes hold together while it draws the small card as fast as it can, and what that costs. */
export async function benchMemory(): Promise<void> {
  console.log(
    `\n| small card, ${FORMAT.toUpperCase()}, ${ABREAST} at a time | PSS of all processes, MB: median, most | renders/s | CPU, ms |`,
  )
  console.log('| --- | --- | --- | --- |')
  for (const name of painterNames) {
    const { pss, perSecond, cpuMs } = await measure(name)
    const memory = `${median(pss).toFixed(0)}, ${Math.max(...pss).toFixed(0)}`
    console.log(`| ${name} | ${memory} | ${perSecond.toFixed(1)} | ${cpuMs.toFixed(0)} |`)
  }
}

async function measure(name: string): Promise<Figures> {
  const child = fork(join(import.meta.dirname, 'painter-process.ts'), [name, FORMAT])
  const ended = once(child, 'exit')
  const progress = { drawn: 0 }
  child.on('message', (drawn: number) => {
    progress.drawn = drawn
  })
  try {
    return await watch(child, progress, ended)
  } finally {
    if (child.connected) child.send('end')
    await ended
  }
}

async function watch(child: ChildProcess, progress: { drawn: number }, ended: Promise<unknown>): Promise<Figures> {
  const pid = child.pid ?? 0
  let isGone = false
  void ended.then(() => {
    isGone = true
  })
  const until = async (count: number, onLook: () => void) => {
    while (progress.drawn < count) {
      if (isGone) throw new Error('The painter ended early')
      await pause(LOOK_MS)
      onLook()
    }
  }
  await until(WARM_UP, () => {})
  const pss: number[] = []
  const [start, cpuBefore, before] = [performance.now(), cpuTimeFrom(pid), progress.drawn]
  await until(before + MEASURED, () => pss.push(memoryShareOf([pid, ...descendantsOf(pid)]).all / 1024 ** 2))
  const drawn = progress.drawn - before
  return {
    pss,
    perSecond: (drawn * 1000) / (performance.now() - start),
    cpuMs: (cpuTimeFrom(pid) - cpuBefore) / drawn,
  }
}
