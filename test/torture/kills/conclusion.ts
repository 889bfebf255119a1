import { setTimeout as sleep } from 'node:timers/promises'
import type { DrawnBinding } from './actors/manual-binding.ts'
import { auditDeliveries, auditNames, auditRest, auditRuns, auditStream } from './audit.ts'
import type { Cast } from './cast.ts'
import type { EventReader } from './event-reader.ts'
import type { Inspection } from './inspection.ts'
import { readPicture } from './picture.ts'
import type { Stage } from './stage.ts'

/** A farm that is left alone has done all that it owes by then. */
const SETTLED_LIMIT_MS = 60_000

export interface ConclusionParts {
  stage: Stage
  cast: Cast
  reader: EventReader
  inspection: Inspection
  stop(): Promise<unknown>
}

/** The last farm is left alone until it has settled; then everything is held to what was promised. */
export async function conclude(parts: ConclusionParts): Promise<Record<string, number>> {
  const { stage, cast, inspection, reader } = parts
  const { ledger, receiver, client, tell } = stage
  for (const actor of cast.actors) await actor.check()
  await settle(parts)
  for (const each of cast.drawn) await refreshes(stage, each)
  for (const { path, data, edit } of ledger.renders) {
    const drawn = await readPicture((await client.call('GET', path)).bytes)
    if (drawn.data !== data || drawn.edit !== edit) tell(`${path} shows another picture`)
  }
  await settle(parts)
  await parts.stop()
  await reader.ended()
  inspection.checkDatabase()
  const files = await inspection.checkFiles(true)
  return inspection.withDatabase((db) => {
    const audit = { db, tell }
    auditRuns(audit, ledger)
    auditNames(audit, ledger)
    auditRest(audit)
    const events = auditStream(audit, reader.events)
    const { deliveries, copies } = auditDeliveries(audit, cast.subscriptions, receiver.arrivals)
    return {
      'writes acknowledged': client.acknowledged,
      'runs waited for': ledger.runs.length,
      'refreshes promised': ledger.promises.length,
      'made with an Idempotency-Key': ledger.names.length,
      'single renders': ledger.renders.length,
      'files that are whole': files,
      'events, each once on the stream': events,
      'deliveries, each at least once': deliveries,
      'copies beyond the first': copies,
    }
  })
}

/** Waits until nothing waits or is on its way, and every picture shows what was last said. */
async function settle(parts: ConclusionParts): Promise<void> {
  const end = performance.now() + SETTLED_LIMIT_MS
  let left: string[] = []
  do {
    await sleep(100)
    left = await unsettled(parts)
  } while (left.length > 0 && performance.now() < end)
  for (const each of left) parts.stage.tell(`It never settled: ${each}`)
}

async function unsettled({ stage: { client }, cast }: ConclusionParts): Promise<string[]> {
  const left: string[] = []
  const { queueDepth } = (await client.call('GET', '/status')).json
  if (queueDepth > 0) left.push(`${queueDepth} runs wait`)
  for (const { uid } of cast.subscriptions) {
    const { pending } = (await client.call('GET', `/webhook-subscriptions/${uid}`)).json.subscription
    if (pending > 0) left.push(`${pending} deliveries are pending`)
  }
  for (const binding of cast.drawn) left.push(...(await differences(binding, cast, client)))
  return left
}

async function differences(
  { uid, edit, data }: DrawnBinding,
  { editor }: Cast,
  client: Stage['client'],
): Promise<string[]> {
  const drawn = await readPicture((await client.call('GET', `/b/${uid}.png`)).bytes)
  const wanted = { edit: edit.possible, template: editor.number.possible, ...(data && { data: data.possible }) }
  return Object.entries(wanted)
    .map(([what, possible]) => ({ what, possible, shown: drawn[what as keyof typeof drawn] }))
    .filter(({ possible, shown }) => !possible.includes(shown))
    .map(({ what, possible, shown }) => `the picture of ${uid} shows ${what} ${shown}, not ${possible.join(' or ')}`)
}

/** No run is stuck: each binding can be refreshed, and is not due in the past. */
async function refreshes({ client, tell }: Stage, { uid }: DrawnBinding): Promise<void> {
  const { run } = (await client.call('POST', `/bindings/${uid}/refresh?wait=true`)).json
  if (!['rendered', 'unchanged'].includes(run.outcome)) tell(`The last refresh of ${uid} ended ${run.outcome}`)
  const { binding } = (await client.call('GET', `/bindings/${uid}`)).json
  const late = binding.nextRefreshAt === null ? 0 : Date.now() - Date.parse(binding.nextRefreshAt)
  if (late > 0) tell(`${uid} is ${late} ms overdue`)
}
