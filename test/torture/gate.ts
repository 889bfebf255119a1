import type { Said } from '../helpers/name-server.ts'
import { countKnocks, each, type GateGround, startGateGround } from './gate-ground.ts'
import { tortureNames } from './gate-names.ts'
import { tortureRedirects } from './gate-redirects.ts'
import { askPages, dataWay, isRefusal, type Outcome, type SavedWay, webhookWay } from './gate-ways.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { METADATA_HOSTS, OWN_NAMES, type Spelling, spellings } from './spellings.ts'

const METADATA = '169.254.169.254'

/** Every name of the spellings, as a network that means ill would answer. */
function say(type: 'A' | 'AAAA', name: string): Said {
  const isOwn = OWN_NAMES.includes(name)
  if (!isOwn && !METADATA_HOSTS.includes(name)) return 'NXDOMAIN'
  if (type === 'AAAA') return isOwn ? [{ type, name, ttl: 0, data: '::1' }] : []
  return [{ type, name, ttl: 0, data: isOwn ? '127.0.0.1' : METADATA }]
}

function tell({ counts, failures }: Verdict, way: string, { kind, text, isOwn }: Spelling, outcome: Outcome): void {
  counts[`${way}: ${outcome}`] = (counts[`${way}: ${outcome}`] ?? 0) + 1
  // A busy machine may not get an answer of the resolver in time; of its own addresses the canary tells the rest.
  const isLate = isOwn && /timeout|in time/.test(outcome)
  if (!isRefusal(outcome) && !isLate) {
    failures.push(`${way}: ${kind} ${JSON.stringify(text)} was not refused but: ${outcome}`)
  }
}

/** Saves and asks while the gate is shut. Gives the uids of what could be saved. */
async function askShut(way: SavedWay, name: string, all: Spelling[], tally: Verdict): Promise<Map<Spelling, string>> {
  const saved = new Map<Spelling, string>()
  await each(all, async (spelling) => {
    const made = await way.save(spelling.text)
    if ('uid' in made) saved.set(spelling, made.uid)
    tell(tally, name, spelling, 'uid' in made ? await way.ask(made.uid) : made.refused)
  })
  return saved
}

/** Asks again with the gate open, for what leads to this machine: how many are then reached. */
async function askOpen(way: SavedWay, saved: Map<Spelling, string>): Promise<number> {
  const own = [...saved].filter(([{ isOwn }]) => isOwn)
  const outcomes = await each(own, ([, uid]) => way.ask(uid))
  return outcomes.filter((outcome) => outcome === 'reached').length
}

/**
 * Asks for private targets by every way out, with the gate shut, open (which shows that they would be reached), and
 * shut again.
 */
async function tortureSpellings(ground: GateGround, { count, random, say }: Ordeal, tally: Verdict): Promise<void> {
  const { farm, canary } = ground
  const all = spellings(count, random, canary.port)
  const data = dataWay(farm, await farm.template('<p>x</p>'))
  const webhooks = webhookWay(farm)
  const { counts, failures } = tally
  counts['URL spellings'] = all.length
  counts['kinds of spellings'] = new Set(all.map(({ kind }) => kind)).size

  say('shut: data sources, webhook targets, pages')
  const bindings = await askShut(data, 'data', all, tally)
  await askShut(webhooks, 'webhook', all, tally)
  const texts = all.map(({ text }) => text)
  for (const fault of await askPages(farm, texts)) failures.push(`A page was not drawn: ${fault}`)
  counts['page: asked for by sub-resources'] = texts.length
  countKnocks(tally, 'knocks while shut', ground.knocks)

  say('open: the same, as a control')
  await ground.open([...OWN_NAMES, ...METADATA_HOSTS])
  const before = ground.knocks.length
  counts['open: reached as data source'] = await askOpen(data, bindings)
  const subscriptions = new Map<Spelling, string>()
  await each(all, async (spelling) => {
    const made = await webhooks.save(spelling.text)
    if ('uid' in made) subscriptions.set(spelling, made.uid)
  })
  counts['open: reached as webhook target'] = await askOpen(webhooks, subscriptions)
  const beforePages = ground.knocks.length
  await askPages(
    farm,
    all.flatMap(({ isOwn, text }) => (isOwn ? [text] : [])),
  )
  counts['open: knocks by pages'] = ground.knocks.length - beforePages
  counts['open: knocks'] = ground.knocks.length - before

  say('shut again: what was saved meanwhile')
  await ground.shut()
  const again = ground.knocks.length
  await each([...subscriptions], async ([spelling, uid]) =>
    tell(tally, 'webhook, saved while open', spelling, await webhooks.ask(uid)),
  )
  await each(
    [...bindings].filter(([{ isOwn }]) => isOwn),
    async ([spelling, uid]) => tell(tally, 'data, asked before while open', spelling, await data.ask(uid)),
  )
  countKnocks(tally, 'knocks while shut again', ground.knocks.slice(again))
}

/** The network gate, by 1,500 spellings of private targets, every redirect, and names that change their minds. */
export async function tortureGate(ordeal: Ordeal): Promise<Verdict> {
  const tally: Verdict = { counts: {}, failures: [] }
  const ground = await startGateGround(say)
  try {
    await tortureSpellings(ground, ordeal, tally)
    ordeal.say('redirects')
    await tortureRedirects(ground, ordeal, tally)
  } finally {
    await ground.stop()
  }
  ordeal.say('names')
  await tortureNames(tally)
  const { counts, failures } = tally
  for (const [what, number] of Object.entries(counts)) {
    if (what.startsWith('open: ') && number === 0) failures.push(`${what}: none, so that nothing was shown`)
  }
  return { counts, failures: failures.slice(0, 50) }
}
