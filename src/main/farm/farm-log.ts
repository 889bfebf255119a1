import type { Logger } from 'pino'
import type { EndedRun } from '../refresh-work.ts'
import type { TriedDelivery } from '../webhooks/deliveries.ts'

/** What the farm tells of itself while it runs; info is what a keeper wants to read, debug is every run and attempt. */
export interface FarmLog {
  started(facts: { version: string; url: string; dataDir: string }): void
  stopping(): void
  /** The database was found to be damaged while the farm runs, which ends it. */
  damaged(fault: string): void
  runEnded(ended: EndedRun): void
  deliveryTried(tried: TriedDelivery): void
  /** @param members names of the settings that were given; values may be secrets */
  settingsChanged(members: readonly string[]): void
  keyRotated(): void
  unexpected(error: unknown, run?: string): void
}

export function createFarmLog(log: Logger): FarmLog {
  return {
    started: (facts) => log.info({ ...facts, node: process.version }, 'Bindery has started'),
    stopping: () => log.info('Bindery is stopping'),
    damaged: (fault) => log.fatal({ fault }, 'The database is damaged'),
    runEnded(ended) {
      tellOfRun(log, ended)
      tellOfStatus(log, ended)
    },
    deliveryTried({ result, delivery, subscription, event, attempt, status, durationMs, error }) {
      const facts = { delivery, subscription, event, attempt, status, ms: durationMs, ...(error !== null && { error }) }
      if (result === 'stopped') log.warn(facts, 'A delivery has failed for good; its subscription has failed')
      else log.debug({ ...facts, result }, 'A delivery was tried')
    },
    settingsChanged: (members) => log.info({ members }, 'Settings were changed'),
    keyRotated: () => log.info('The API key was rotated; every session has ended'),
    unexpected: (error, run) => log.error({ err: error, ...(run && { run }) }, 'An unexpected fault'),
  }
}

function tellOfRun(log: Logger, { run }: EndedRun): void {
  const { id, bindingUid, trigger, outcome, phases, error } = run
  const facts = { run: id, binding: bindingUid, trigger, outcome, phases }
  // The run itself keeps the message, which may quote what the source said.
  if (error) log.info({ ...facts, code: error.code, stage: error.stage }, 'A run failed')
  else log.debug(facts, 'A run has ended')
}

function tellOfStatus(log: Logger, { run, before, after }: EndedRun): void {
  if (before === null || after === null || before === after) return
  const facts = { binding: run.bindingUid, run: run.id, from: before, to: after }
  log.info(facts, after === 'error' ? 'A binding has failed' : 'A binding works again')
}
