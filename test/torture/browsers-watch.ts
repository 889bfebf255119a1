import { setTimeout as sleep } from 'node:timers/promises'
import type { TestFarm } from '../helpers/farm.ts'
import { faultOf, type Player } from './browsers-cast.ts'
import type { Verdict } from './ordeal.ts'

const PAUSE_MS = 25

/** Looks at every render URL all the time, as a device on the wall would: whatever happens, it has to get a whole picture. */
export function watchPictures(farm: TestFarm, players: readonly Player[], verdict: Verdict): { stop(): Promise<void> } {
  let isOver = false
  const what = 'pictures served meanwhile, all of them whole'
  verdict.counts[what] = 0

  async function look({ name, path }: Player): Promise<void> {
    const { status, bytes, headers } = await farm.raw('GET', path)
    const fault = status === 200 ? await faultOf(bytes, headers.get('content-type')) : `an answer of ${status}`
    if (fault) verdict.failures.push(`${name} was served ${fault}`)
    verdict.counts[what] = (verdict.counts[what] ?? 0) + 1
  }

  async function watch(): Promise<void> {
    while (!isOver) {
      for (const player of players) await look(player)
      await sleep(PAUSE_MS)
    }
  }

  const watching = watch()
  return {
    stop() {
      isOver = true
      return watching
    },
  }
}
