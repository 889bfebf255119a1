import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { API_KEY, startFarmLife } from './farm-life.ts'

/** Milliseconds; a first start takes about so long until all is made. */
const LATEST_KILL_MS = 1_500

/** Kills a first start, and sees whether the second finds or makes all that a first one makes. */
export async function killFirstStart(random: () => number, tell: (failure: string) => void): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-kills-first-'))
  const first = startFarmLife(dataDir)
  await sleep(random() * LATEST_KILL_MS)
  await first.kill()
  const second = startFarmLife(dataDir)
  try {
    const url = await second.ready
    const headers = { authorization: `Bearer ${API_KEY}` }
    const { bindings } = (await (await fetch(`${url}/bindings`, { headers })).json()) as { bindings: { uid: string }[] }
    if (bindings.length !== 1) return tell(`After a first start that was killed there are ${bindings.length} samples`)
    const picture = await fetch(`${url}/b/${bindings[0]?.uid}.png`)
    if (picture.status !== 200) tell(`After a first start that was killed the sample answers ${picture.status}`)
  } catch (error) {
    tell(`After a first start that was killed: ${(error as Error).message}`)
  } finally {
    await second.kill()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}
