import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Renderer } from '../../src/main/chromium/renderer.ts'
import { jobOf } from '../helpers/chromium.ts'
import { type MemoryShare, memoryShare, memoryShareOf } from '../helpers/memory-share.ts'
import { descendantsOf } from '../helpers/program.ts'

/** Browsers empty their pages, and Node its heap, a while after the last job, in milliseconds. */
const SETTLE_MS = 3_000
/** Rounds in which the browsers that were replaced of late are started again. */
const MOST_ROUNDS = 60
/** Times that it is waited for all of them. */
const MOST_TRIES = 5
/** Node gives buffers back on another thread. */
const GIVE_BACK_MS = 300

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as (how: object) => void
/** As V8 does where it saves memory: what it keeps for more of the same work is given back too. */
const TO_THE_LAST = { type: 'major', execution: 'sync', flavor: 'last-resort' }

const LAST = jobOf('<!doctype html><body style="font:30px sans-serif">The last page before memory is looked at')

export interface RestingMemory {
  farm: MemoryShare
  /** All of them together. */
  browsers: MemoryShare
}

/** What the farm's process and its browsers hold when there is nothing to do, with so many browsers there. */
export async function restingMemory(renderer: Renderer, abreast: number): Promise<RestingMemory> {
  // One that has served its time goes after its page, when it was taken for one that is there.
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await haveAll(renderer, abreast)
    await sleep(SETTLE_MS)
    if (renderer.state().processes === abreast) break
  }
  if (renderer.state().processes !== abreast) throw new Error(`There are no ${abreast} browsers to look at`)
  // What the first round lets go of is given back by the second, and that a moment later.
  for (let round = 0; round < 2; round++) {
    collectGarbage(TO_THE_LAST)
    await sleep(GIVE_BACK_MS)
  }
  return { farm: memoryShare(process.pid), browsers: memoryShareOf(descendantsOf(process.pid)) }
}

/** Every browser has the same to do in the end, and all are there, so that like is compared with like. */
async function haveAll(renderer: Renderer, abreast: number): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await Promise.all(Array.from({ length: abreast }, () => renderer.render(LAST)))
    if (round > 1 && renderer.state().processes === abreast) return
  }
}
