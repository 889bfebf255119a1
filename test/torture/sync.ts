import { liveThroughAll } from '../helpers/sync/histories.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

const DEEDS = 100
const BATCH = 250

/** Histories of machines, people and a hosted API, with all that may happen to calls, and kills between any two steps. */
export async function tortureSync({ count, random, say }: Ordeal): Promise<Verdict> {
  const counts = { histories: 0, syncs: 0, conflicts: 0, kills: 0 }
  const failures: string[] = []
  while (counts.histories < count && failures.length < 5) {
    const batch = Math.min(BATCH, count - counts.histories)
    const seed = Math.floor(random() * 2 ** 31)
    const { total, fault } = await liveThroughAll({ count: batch, deeds: DEEDS, hasEtags: random() < 0.5, seed })
    for (const [what, more] of Object.entries(total)) counts[what as keyof typeof counts] += more
    if (fault !== null) failures.push(`seed ${seed}: ${fault}`)
    say(`${counts.histories} of ${count}`)
  }
  return { counts, failures }
}
