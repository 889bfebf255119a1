import { answerFaults } from './answer-faults.ts'
import { type HostVariation, LOOPBACK_NAMES, refusedHosts, servedHosts } from './host-variations.ts'
import { inParallel } from './in-parallel.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { foreignOrigins, type OriginVariation, ownOrigins } from './origin-variations.ts'
import { exchange, type RawReply } from './raw-exchange.ts'
import { type RouteClass, routeClasses } from './route-classes.ts'
import { startVictim, VICTIM_KEY, type Victim } from './victim.ts'

const CONNECTIONS = 24
/** Names of a farm that listens beyond loopback, by its flags. */
const WIDE_NAMES = [...LOOPBACK_NAMES, 'images.example.org', 'farm.local']
const WIDE = ['--host', '0.0.0.0', '--public-url', 'https://images.example.org/farm', '--server-name', 'Farm.Local']

/** One request of the torture, and what must come of it. */
interface Trial {
  name: string
  route: RouteClass
  host: HostVariation
  origin: OriginVariation
  /** The statuses that are right; null where the parser may also hang up. */
  right: number[]
  kind: string
}

/** Hosts and origins that are not the farm's, `count` and `count * 7 / 4` of them, at every class of route. */
export async function tortureHosts({ count, random, say }: Ordeal): Promise<Verdict> {
  const counts: Record<string, number> = { 'variations of Host': count, 'variations of Origin and Sec-Fetch-*': 0 }
  const failures: string[] = []
  for (const [flags, names] of [[[], LOOPBACK_NAMES] as const, [WIDE, WIDE_NAMES] as const]) {
    const victim = await startVictim([...flags])
    const all = foreignOrigins(Math.ceil((count * 7) / 4), `http://127.0.0.1:${victim.port}`, random)
    counts['variations of Origin and Sec-Fetch-*'] = all.length
    // Where it listens changes what is a wrong Host; of origins a part shows that they are judged there too.
    const origins = flags.length === 0 ? all : all.filter((_, index) => index % 5 === 0)
    try {
      const attacks = { hosts: refusedHosts(count, names, random), origins }
      failures.push(...(await besiege(victim, attacks, names, counts)))
    } finally {
      const status = await victim.stop()
      if (status !== 0) failures.push(`The farm ended with ${status}`)
    }
    say(`A farm with ${flags.join(' ') || 'no flags'}: ${failures.length} failures so far`)
  }
  return { counts, failures }
}

async function besiege(
  victim: Victim,
  attacks: { hosts: HostVariation[]; origins: OriginVariation[] },
  names: readonly string[],
  counts: Record<string, number>,
): Promise<string[]> {
  const failures: string[] = []
  const routes = routeClasses(victim)
  counts['classes of route'] = routes.length
  const before = await victim.state()
  const run = (trials: Iterable<Trial>) =>
    inParallel(trials, CONNECTIONS, async (trial) => {
      counts[trial.kind] = (counts[trial.kind] ?? 0) + 1
      failures.push(...(await attempt(victim, trial)))
    })
  await run(refusals(victim, routes, attacks))
  if ((await victim.state()) !== before) failures.push('Something was changed by what was refused')
  await run(controls(victim, routes, names))
  failures.push(...victim.faults().map((line) => `In its log: ${line}`))
  return failures
}

/** Each variation at each class of route; all of these carry the right key. */
function* refusals(
  { port }: Victim,
  routes: RouteClass[],
  { hosts, origins }: { hosts: HostVariation[]; origins: OriginVariation[] },
): Generator<Trial> {
  const own = ownHost(port)
  const nothing = { name: 'nothing', lines: [] }
  for (const route of routes) {
    for (const host of hosts) {
      yield { name: host.name, route, host, origin: nothing, right: rightFor(421, host), kind: 'wrong hosts refused' }
    }
    for (const origin of origins) {
      const kind = route.isHarmless ? 'public files shown to any page' : 'foreign origins refused'
      const right = rightFor(403, origin)
      yield {
        name: origin.name,
        route,
        host: own,
        origin,
        right: route.isHarmless ? [...right, ...route.letIn] : right,
        kind,
      }
    }
  }
}

/** The same requests for the farm's own names and from its own pages. */
function* controls({ port }: Victim, routes: RouteClass[], names: readonly string[]): Generator<Trial> {
  const nothing = { name: 'nothing', lines: [] }
  for (const route of routes) {
    for (const host of servedHosts(names, port)) {
      yield { name: host.name, route, host, origin: nothing, right: route.letIn, kind: 'controls let in' }
    }
    for (const origin of ownOrigins(`http://127.0.0.1:${port}`)) {
      yield { name: origin.name, route, host: ownHost(port), origin, right: route.letIn, kind: 'controls let in' }
    }
  }
}

const ownHost = (port: number): HostVariation => ({ name: 'its own', lines: [`Host: 127.0.0.1:${port}`] })

/** What the parser can't read is refused by it (400, and 413 for headers that are too large or too many), not by the guards. */
const rightFor = (status: number, { lines, isUnreadable }: { lines: string[]; isUnreadable?: boolean }): number[] => [
  status,
  ...(isUnreadable ? [400] : []),
  ...(lines.join('').length > 16_000 || lines.length > 2000 ? [413] : []),
]

async function attempt({ port }: Victim, trial: Trial): Promise<string[]> {
  const { replies, ended } = await exchange(port, requestOf(trial))
  const what = `${trial.kind}: ${trial.route.name.replace(/(bind|tmpl)_\w+/, '$1_…')} with ${trial.name.slice(0, 100)}`
  const [reply, ...more] = replies
  if (!reply) return [`${what}: no answer`]
  const faults = answerFaults(reply, { isPicture: trial.route.isPicture ?? false, isRefusal: isRefusal(reply) })
  if (!trial.right.includes(reply.status)) faults.push(`${reply.status}, not ${trial.right.join(' or ')}`)
  if (more.length > 0) faults.push(`${replies.length} answers`)
  if (!ended) faults.push('the connection was left open')
  return faults.map((fault) => `${what}: ${fault}`)
}

const isRefusal = ({ status, body }: RawReply): boolean => [400, 403, 413, 421].includes(status) && body !== ''

function requestOf({ route, host, origin }: Trial): string {
  const body =
    route.body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${route.body.length}`]
  const lines = [
    `${route.method} ${host.target ?? ''}${route.path} HTTP/${host.version ?? '1.1'}`,
    ...host.lines,
    ...origin.lines,
    `Authorization: Bearer ${VICTIM_KEY}`,
    ...body,
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${route.body ?? ''}`
}
