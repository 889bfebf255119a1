import { once } from 'node:events'
import { type FSWatcher, watch } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from './client.ts'
import type { FarmLife } from './farm-life.ts'
import type { Receiver } from './receiver.ts'

export const KINDS = [
  'at random',
  'at work',
  'while starting',
  'a request was sent',
  'a picture is written',
  'a delivery arrived',
] as const
export type Kind = (typeof KINDS)[number]

/** Shares of the kinds in percent; a kill while starting is a second one during the recovery from the first. */
const SHARES: Record<Kind, number> = {
  'at random': 25,
  'at work': 20,
  'while starting': 15,
  'a request was sent': 15,
  'a picture is written': 13,
  'a delivery arrived': 12,
}
/** Milliseconds after it was ready. */
const LATEST_KILL_MS = 2_000
/** Milliseconds after its process was made; a start takes about so long. */
const LATEST_START_KILL_MS = 1_200
/** Milliseconds after which a moment that does not come is not waited for any more. */
const PATIENCE_MS = 5_000

export function pickKind(random: () => number): Kind {
  let left = random() * 100
  for (const kind of KINDS) {
    left -= SHARES[kind]
    if (left < 0) return kind
  }
  return 'at random'
}

export interface MomentParts {
  client: Client
  receiver: Receiver
  picturesDir: string
  random(): number
}

/** Comes back when it is time for the kill. */
export async function waitForMoment(kind: Kind, life: FarmLife, parts: MomentParts): Promise<void> {
  const { random } = parts
  if (kind === 'while starting') return void (await sleep(random() * LATEST_START_KILL_MS))
  await life.ready
  if (kind === 'at random') return void (await sleep(random() * LATEST_KILL_MS))
  if (kind !== 'at work') await sleep(random() * (LATEST_KILL_MS / 2))
  const patience = AbortSignal.timeout(PATIENCE_MS)
  await happens(kind, parts, patience).catch(() => {})
  // By then it draws one picture after the other, also on a machine that is slow to start a browser.
  if (kind === 'at work') await sleep(random() * (LATEST_KILL_MS / 2))
  // The request is on its way through the farm for some milliseconds.
  if (kind === 'a request was sent') await sleep(random() * 15)
}

async function happens(kind: Kind, parts: MomentParts, signal: AbortSignal): Promise<unknown> {
  if (kind === 'a request was sent') return once(parts.client.moments, 'sent', { signal })
  if (kind === 'a delivery arrived' || kind === 'at work') return once(parts.receiver.moments, 'arrived', { signal })
  return pictureIsWritten(parts.picturesDir, signal)
}

/** A picture has its temporary name for a moment, then its own. */
function pictureIsWritten(directory: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const watcher: FSWatcher = watch(directory, { recursive: true }, (_, name) => {
    if (name?.endsWith('.new')) resolve()
  })
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise.finally(() => watcher.close())
}
