import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { machineMemory } from '../process/machine-memory.ts'
import { nodeFault } from '../process/node-version.ts'
import { advice, type Finding, ok, problem } from './finding.ts'

const GIB = 1024 ** 3
/** One browser with a large picture in it, and the farm beside it. */
const LEAST_MEMORY = GIB
/** No machine that runs this was made before; a clock that says so has lost its battery. */
const FIRST_YEAR = 2026
const LAST_YEAR = 2100
const CLOCK_LOOK_MS = 200
/** How far the wall clock may stray from the steady one in that time before it counts as a jump. */
const CLOCK_SLACK_MS = 50

export function lookAtNode(version = process.versions.node): Finding {
  const fault = nodeFault(version)
  return fault === null ? ok('Node', `v${version}`) : problem('Node', fault)
}

/** @param bytes of memory that there is for the farm */
export function lookAtMemory(bytes = machineMemory(), cores = availableParallelism()): Finding {
  const says = `${(bytes / GIB).toFixed(1)} GB, ${cores} ${cores === 1 ? 'core' : 'cores'}`
  if (bytes >= LEAST_MEMORY) return ok('Memory', says)
  return advice('Memory', `${says}; below 1 GB large pictures may fail, so keep them small or add swap`)
}

export async function lookAtClock(now = Date.now, monotonic = () => performance.now()): Promise<Finding> {
  const [wall, steady] = [now(), monotonic()]
  await sleep(CLOCK_LOOK_MS)
  const drift = Math.abs(now() - wall - (monotonic() - steady))
  const shown = new Date(now()).toISOString()
  const year = new Date(now()).getUTCFullYear()
  if (year < FIRST_YEAR || year >= LAST_YEAR) {
    return problem(
      'Clock',
      `it is ${shown} here; set the clock, or let a time service set it (timedatectl set-ntp true)`,
    )
  }
  if (drift > CLOCK_SLACK_MS)
    return advice('Clock', `it jumped by ${Math.round(drift)} ms while looked at; check the time service`)
  return ok('Clock', shown)
}

/** @param zone of the settings; templates go by it, logs and days by UTC */
export function lookAtTimeZone(zone: string, own = Intl.DateTimeFormat().resolvedOptions().timeZone): Finding {
  return ok(
    'Time zone',
    zone === own ? `templates use ${zone}` : `templates use ${zone} (a setting); this machine is in ${own}`,
  )
}
