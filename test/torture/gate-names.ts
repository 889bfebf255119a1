import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from 'dns-packet'
import { startServer } from '../helpers/http-server.ts'
import type { Said } from '../helpers/name-server.ts'
import { pretendInternet } from '../helpers/pretend-internet.ts'
import { countKnocks, each, type GateGround, startGateGround } from './gate-ground.ts'
import { askPages, isRefusal, type Outcome, tryData, webhookWay } from './gate-ways.ts'
import type { Verdict } from './ordeal.ts'

const PUBLIC = ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'] as const
const [PUBLIC_V4, PUBLIC_V6] = PUBLIC
const METADATA = '169.254.169.254'

/** What a name is at, in one answer: addresses of either family, after the names that lead there. */
interface Reply {
  via?: readonly string[]
  at: readonly string[]
}

interface Scenario {
  what: string
  /** What the server says when the name is looked up for the n-th time (from 0). */
  say: (turn: number) => Reply | Exclude<Said, Answer[]>
  /** Whether the name is on the allow list. */
  isAllowed?: true
  /** Whether public answers are among them, so that the name's public server is to be reached too. */
  isReachable?: true
  /** Whether only the very first answer is a good one. */
  isGoodOnce?: true
  /** Whether every request may be answered, by connections that were opened while the name was good. */
  mayStay?: true
  /** Where its public server sends whoever asks. */
  redirectsTo?: (url: string) => string
}

const only = (...at: string[]): Reply => ({ at })
const flip = (turn: number): Reply => only(turn === 0 ? PUBLIC_V4 : '127.0.0.1')

const SCENARIOS: readonly Scenario[] = [
  { what: 'flips after the first look', say: flip, isReachable: true },
  { what: 'flips between redirects', say: flip, isReachable: true, redirectsTo: (url) => url },
  {
    what: 'flips while connections are pooled',
    say: (turn) => (turn < 3 ? only(PUBLIC_V4) : only('::1')),
    mayStay: true,
    isReachable: true,
  },
  { what: 'flips at every look', say: (turn) => only(turn % 2 === 0 ? PUBLIC_V4 : '127.0.0.1'), isReachable: true },
  { what: 'good and bad A', say: () => only(PUBLIC_V4, '127.0.0.1') },
  { what: 'good A, bad AAAA', say: () => only(PUBLIC_V4, '::1') },
  { what: 'good AAAA, bad A', say: () => only(PUBLIC_V6, '127.0.0.1') },
  {
    what: 'order that rotates',
    say: (turn) => (turn % 2 ? only('127.0.0.1', PUBLIC_V4) : only(PUBLIC_V4, '127.0.0.1')),
  },
  { what: 'a CNAME chain that ends private', say: () => ({ via: ['a.test', 'b.test', 'c.test'], at: ['127.0.0.1'] }) },
  { what: 'a CNAME to localhost', say: () => ({ via: ['localhost'], at: ['127.0.0.1', '::1'] }) },
  { what: 'an AAAA that NAT64 made', say: () => only('64:ff9b::7f00:1') },
  { what: 'a mapped AAAA', say: () => only('::ffff:127.0.0.1') },
  {
    what: '6to4, Teredo and ISATAP',
    say: () => only('2002:7f00:1::1', '2001:0:808:808:0:ffff:80ff:fffe', '2606:4700::5efe:7f00:1'),
  },
  { what: 'any address', say: () => only('0.0.0.0', '::') },
  { what: 'no answer', say: () => only() },
  { what: 'NXDOMAIN', say: () => 'NXDOMAIN' },
  { what: 'SERVFAIL', say: () => 'SERVFAIL' },
  { what: 'a server that is silent', say: () => 'silence' },
  {
    what: 'an allowed name that moves to metadata',
    say: (turn) => only(turn === 0 ? PUBLIC_V4 : METADATA),
    isAllowed: true,
    isReachable: true,
    isGoodOnce: true,
  },
  { what: 'an allowed name with metadata among its addresses', say: () => only(PUBLIC_V4, METADATA), isAllowed: true },
]

/** Requests that each way makes of each name. */
const ASKS = 6

function answersOf(name: string, type: 'A' | 'AAAA', reply: Reply | Exclude<Said, Answer[]>): Said {
  if (typeof reply === 'string') return reply
  const chain = [name, ...(reply.via ?? [])]
  const last = chain.at(-1) ?? name
  const aliases = chain.slice(1).map((data, i): Answer => ({ type: 'CNAME', name: chain[i] ?? name, ttl: 0, data }))
  const fitting = reply.at.filter((address) => address.includes(':') === (type === 'AAAA'))
  return [...aliases, ...fitting.map((data): Answer => ({ type, name: last, ttl: 0, data }))]
}

/** `data-3.test`: the way and the scenario; every look at it is one more turn. */
function nameServer() {
  const looks = new Map<string, number>()
  return (type: 'A' | 'AAAA', name: string): Said => {
    const scenario = SCENARIOS[Number(/-(\d+)\.test$/.exec(name)?.[1])]
    if (!scenario) return 'NXDOMAIN'
    // Both families are asked at once; the turn is over when both have been answered.
    const asked = looks.get(`${type} ${name}`) ?? 0
    looks.set(`${type} ${name}`, asked + 1)
    return answersOf(name, type, scenario.say(asked))
  }
}

type Ask = (url: string) => Promise<Outcome[]>

function waysOf({ farm }: GateGround, templateId: string): Record<string, Ask> {
  const webhooks = webhookWay(farm)
  return {
    async data(url) {
      // One after the other, and then all at once, so that some find a connection open and some do not.
      const first = await tryData(farm, templateId, url)
      return [first, ...(await each(Array(ASKS - 1).fill(url), () => tryData(farm, templateId, url)))]
    },
    async webhook(url) {
      const made = await webhooks.save(url)
      if ('refused' in made) return [made.refused]
      const first = await webhooks.ask(made.uid)
      return ['saved', first, ...(await each(Array(ASKS - 2).fill(0), () => webhooks.ask(made.uid)))]
    },
    async page(url) {
      const asks = Array.from({ length: ASKS }, (_, i) => `${url}?${i}`)
      await askPages(farm, asks.slice(0, 1))
      await askPages(farm, asks.slice(1))
      return []
    },
  }
}

/** Names that say one thing when they are looked at and another when they are used, asked of a real resolver. */
export async function tortureNames({ counts, failures }: Verdict): Promise<void> {
  const ground = await startGateGround(nameServer())
  const { port } = ground.canary
  const publicSite = await startServer(async ({ headers }, response) => {
    // Long enough that those who ask at once need connections of their own.
    await sleep(100)
    const scenario = SCENARIOS[Number(/-(\d+)\.test/.exec(headers.host ?? '')?.[1])]
    const location = scenario?.redirectsTo?.(`http://${headers.host}/`)
    response.writeHead(location ? 302 : 404, location ? { location } : {}).end()
  })
  const internet = pretendInternet([...PUBLIC, METADATA], publicSite.port)
  try {
    const ways = waysOf(ground, await ground.farm.template('<p>x</p>'))
    const names = Object.keys(ways).flatMap((way) =>
      SCENARIOS.map(({ isAllowed }, i) => ({ isAllowed, name: `${way}-${i}.test` })),
    )
    await ground.shut(names.flatMap(({ isAllowed, name }) => (isAllowed ? [name] : [])))
    const pairs = [...SCENARIOS.entries()].flatMap(([i, scenario]) =>
      Object.entries(ways).map(([way, ask]) => ({ i, scenario, way, ask })),
    )
    await each(pairs, async ({ i, scenario, way, ask }) => {
      const where = `${way}, ${scenario.what}`
      const outcomes = await ask(`http://${way}-${i}.test:${port}/`)
      for (const outcome of outcomes) {
        const what = `names, ${way}: ${outcome}`
        counts[what] = (counts[what] ?? 0) + 1
      }
      const reached = publicSite.seen.filter(({ headers }) => headers.host?.startsWith(`${way}-${i}.`)).length
      // What is saved takes the first look, so that a webhook may come too late for the good answer; and so does any
      // way whose first look was given up, since names that are silent held up the resolver.
      const mayMiss = way === 'webhook' || scenario.isGoodOnce
      const isHonest = scenario.isReachable ? reached > 0 || mayMiss : reached === 0
      if (!isHonest) failures.push(`${where}: its public server was asked ${reached} times`)
      if (outcomes.length > 0 && !scenario.mayStay && !outcomes.some(isRefusal)) {
        failures.push(`${where}: never refused, but ${[...new Set(outcomes)].join(', ')}`)
      }
    })
    counts['names: scenarios'] = SCENARIOS.length
    counts['names: questions to the resolver'] = ground.names.asked.length
    counts['open: connections to the public servers of names'] = internet.dialled.filter(
      (to) => !to.startsWith(METADATA),
    ).length
    counts['canary: connections to metadata'] = internet.dialled.filter((to) => to.startsWith(METADATA)).length
    countKnocks({ counts, failures }, 'knocks by names', ground.knocks)
  } finally {
    internet.stop()
    await ground.stop()
    await publicSite.stop()
  }
}
