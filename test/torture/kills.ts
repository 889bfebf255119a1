import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setStage } from './kills/cast.ts'
import { createClient } from './kills/client.ts'
import { conclude } from './kills/conclusion.ts'
import { createEventReader } from './kills/event-reader.ts'
import { API_KEY } from './kills/farm-life.ts'
import { killFirstStart } from './kills/first-start.ts'
import { createInspection } from './kills/inspection.ts'
import { emptyLedger } from './kills/ledger.ts'
import { createLives } from './kills/lives.ts'
import { KINDS, type Kind, pickKind, waitForMoment } from './kills/moments.ts'
import { colourOf } from './kills/picture.ts'
import { startReceiver } from './kills/receiver.ts'
import { play, type Stage } from './kills/stage.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

/** Kills after which the files are read; the database is looked at after each. */
const FILES_EVERY = 5
const TOLD_EVERY = 20
/** Kills for each of which one first start, on a data dir of its own, is killed too. */
const FIRST_START_EVERY = 20

/**
 * Kills the real program again and again on one data dir, at moments that are random or delicate, under the load of
 * clients that keep a ledger of what they were promised.
 */
export async function kills({ count, random, say }: Ordeal): Promise<Verdict> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-kills-'))
  const failures: string[] = []
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>
  let during = 'setting up'
  const tell = (failure: string) => void failures.push(`${during}: ${failure}`)
  const receiver = await startReceiver(colourOf)
  const client = createClient(API_KEY, tell)
  const stage: Stage = { client, receiver, ledger: emptyLedger(), random, tell }
  const reader = createEventReader()
  const inspection = createInspection(dataDir, tell)
  const lives = createLives({ dataDir, client, receiver, reader, inspection, tell })
  const parts = { client, receiver, picturesDir: join(dataDir, 'pictures'), random }
  let isOver = false

  try {
    await lives.begin().ready
    const cast = await setStage(stage)
    const playing = cast.actors.map((actor) => play(actor, stage, () => isOver))
    for (let done = 1; done <= count; done++) {
      // The first farm is up already.
      const kind = done === 1 ? 'at random' : pickKind(random)
      kinds[kind]++
      during = `kill ${done}, ${kind}`
      const life = done === 1 ? lives.current() : lives.begin()
      await waitForMoment(kind, life, parts)
      await lives.end()
      if (done % FILES_EVERY === 0) await inspection.checkFiles()
      if (done % TOLD_EVERY === 0) say(`${done} kills, ${client.acknowledged} writes, ${failures.length} failures`)
    }
    during = 'first starts'
    const firstStarts = Math.ceil(count / FIRST_START_EVERY)
    for (let done = 0; done < firstStarts; done++) await killFirstStart(random, tell)
    during = 'the end'
    isOver = true
    const last = lives.begin()
    await last.ready
    await Promise.all(playing)
    const counts = await conclude({ stage, cast, reader, inspection, stop: last.stop })
    return {
      counts: {
        kills: count,
        ...kinds,
        'first starts killed besides': firstStarts,
        ...counts,
        ...(await lives.orphans()),
      },
      failures,
    }
  } finally {
    isOver = true
    await lives.end().catch(() => {})
    await receiver.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}
