import { EventEmitter } from 'node:events'
import type { Logger } from 'pino'
import type { Problem } from '../../shared/errors.ts'
import type { News } from '../../shared/events.ts'
import { type Activity, createActivity } from '../activity.ts'
import type { downloadChromium } from '../chromium/download.ts'
import type { RendererOptions } from '../chromium/renderer.ts'
import type { StoredEvent } from '../db/events.ts'
import type { Lookup } from '../network/lookups.ts'
import { baseOf, ownUrl } from '../process/address.ts'
import type { FarmOptions } from '../process/options.ts'
import type { Keychain } from '../secrets/secrets.ts'
import type { CallParts } from '../sync/hosted-call.ts'
import { createFarmLog, type FarmLog } from './farm-log.ts'

/** What a farm is made of, so that tests can give it a clock and a network of their own. */
export interface FarmParts {
  options: FarmOptions
  /** Folder of `resources` and of the built UI. */
  root: string
  version: string
  log: Logger
  keychain: Keychain | null
  /** Downloads a browser; default Chrome for Testing, from where it is published. */
  download?: typeof downloadChromium
  /** Wall clock, epoch milliseconds. */
  now?: () => number
  /** A clock that never jumps, milliseconds. */
  monotonic?: () => number
  /** In [0, 1). */
  random?: () => number
  /** All addresses of a name; default: as the system finds them. */
  lookup?: Lookup
  /** How calls of a hosted API take their time, where the usual way does not do. */
  hosted?: Partial<Pick<CallParts, 'startLimit' | 'monotonic' | 'wait'>>
  /** Told why the farm has stopped by itself: its database, which is set aside by then, was found to be damaged. */
  onDamaged?: (problem: Problem) => void
  /** Limits of the browsers, where the usual ones do not do. */
  browsers?: Pick<RendererOptions, 'size' | 'timeLimitMs' | 'resourceWaitMs' | 'memoryLimit' | 'recycleAfter'>
}

/** What every part of one farm is built with. */
export interface FarmContext {
  parts: FarmParts
  now(): number
  monotonic(): number
  random(): number
  activity: Activity
  farmLog: FarmLog
  /** Events that were stored, news that are not, and the end. */
  bus: EventEmitter<{ event: [StoredEvent]; news: [News]; stop: [] }>
  /** The ports that the farm listens on; never to be reached from here, whatever the allow list says. */
  ownPorts: number[]
  /** Where it is reached on this machine; 0 stands for a port that is not known yet. */
  url(): string
  listensAt(port: number): void
  /** Where it is reached when nobody asks. */
  baseUrl(): string
  onFault(error: unknown): void
  /** Takes what is to be done at the end, in the reverse of this order. */
  onStop(stop: () => unknown): void
}

export function createContext(parts: FarmParts, onStop: FarmContext['onStop']): FarmContext {
  const { options, log } = parts
  const { now = Date.now, monotonic = () => performance.now(), random = Math.random } = parts
  const farmLog = createFarmLog(log)
  const ownPorts: number[] = []
  let port = options.port
  const url = () => ownUrl(options.host, port)
  return {
    parts,
    now,
    monotonic,
    random,
    activity: createActivity(monotonic),
    farmLog,
    bus: new EventEmitter<{ event: [StoredEvent]; news: [News]; stop: [] }>().setMaxListeners(0),
    ownPorts,
    url,
    listensAt(known) {
      port = known
      ownPorts.push(known)
    },
    baseUrl: () => (options.publicUrl ? baseOf(options.publicUrl) : url()),
    onFault: (error) => farmLog.unexpected(error),
    onStop,
  }
}
