import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Hosted, HostedFault, type HostedFaultKind } from '../../../src/main/sync/hosted.ts'
import { testClient } from '../../helpers/hosted-client.ts'
import { HOSTED_FAULTS, type HostedCallName, type HostedFaultName, isListFault } from '../../helpers/hosted-faults.ts'
import { type HostedServer, startHostedServer } from '../../helpers/hosted-server.ts'
import { limitOnSilence } from '../../helpers/limit-on-silence.ts'

/** Every call of the hosted API × everything that can go wrong with it. */

const COUNT = 230
const signal = () => AbortSignal.timeout(20_000)

let api: HostedServer
let template: string
let binding: string
beforeEach(async () => {
  api = await startHostedServer()
  for (let i = 0; i < COUNT; i++) api.create('template', { name: `T${i}` })
  template = String(api.create('template', { name: 'T' }).uid)
  binding = String(api.create('binding', { name: 'B', templateId: template }).uid)
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await api.stop()
})

const stops: (() => Promise<unknown>)[] = []
function client(): Hosted {
  const { hosted, stop } = testClient(api, { startLimit: limitOnSilence(api) })
  stops.push(stop)
  return hosted
}

const CALLS: Record<HostedCallName, (hosted: Hosted) => Promise<unknown>> = {
  'list bindings': (hosted) => hosted.list('binding', signal()),
  'list templates': (hosted) => hosted.list('template', signal()),
  'get binding': (hosted) => hosted.get('binding', binding, signal()),
  'get template': (hosted) => hosted.get('template', template, signal()),
  'create binding': (hosted) => hosted.create('binding', { name: 'C', templateId: template }, 'key', signal()),
  'create template': (hosted) => hosted.create('template', { name: 'C' }, 'key', signal()),
  'update binding': (hosted) => hosted.update('binding', binding, { name: 'D' }, null, signal()),
  'update template': (hosted) => hosted.update('template', template, { name: 'D' }, null, signal()),
  'remove binding': (hosted) => hosted.remove('binding', binding, signal()),
  'remove template': (hosted) => hosted.remove('template', String(api.all('template').at(-1)?.uid), signal()),
}

const KINDS: Partial<Record<HostedFaultName, HostedFaultKind>> = {
  'timeout before': 'offline',
  'timeout after': 'offline',
  'dropped before': 'offline',
  'dropped after': 'offline',
  401: 'key_rejected',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  413: 'refused',
  429: 'rate_limited',
  500: 'server_fault',
  502: 'server_fault',
  '502 after': 'server_fault',
  'truncated JSON': 'not_an_api',
  'HTML page with 200': 'not_an_api',
}
/** After these nobody knows whether a write was carried out. */
const UNKNOWN: ReadonlySet<HostedFaultName> = new Set<HostedFaultName>([
  ...(['timeout before', 'timeout after', 'dropped before', 'dropped after'] as const),
  ...(['500', '502', '502 after', 'truncated JSON', 'HTML page with 200'] as const),
])
/** Tries that a read is worth, and one that is told to come back. */
const triesOf = (kind: HostedFaultKind, isRead: boolean): number =>
  kind === 'rate_limited' ? 6 : isRead && (kind === 'offline' || kind === 'server_fault') ? 3 : 1

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => error)
}

describe.each(Object.keys(CALLS) as HostedCallName[])('%s', (call) => {
  const isRead = call.startsWith('list') || call.startsWith('get')
  const isList = call.startsWith('list')

  test.each(HOSTED_FAULTS.filter((fault) => !isListFault(fault)))('%s', async (fault) => {
    api.fail(call, fault)
    const error = await outcome(CALLS[call](client()))
    api.recover()
    expect(error).toBeInstanceOf(HostedFault)
    const { kind, isOutcomeUnknown, message } = error as HostedFault
    // A list is never missing; and what was to be removed is not gone because of one answer.
    const isMissing = fault === '404' && !isList && !call.startsWith('remove')
    expect(kind).toBe(fault === '404' && !isMissing ? 'not_an_api' : KINDS[fault])
    expect(isOutcomeUnknown).toBe(!isRead && UNKNOWN.has(fault))
    expect(message).toMatch(/^127\.0\.0\.1:\d+ [\x20-\x7e…]{5,300}[.!?]$/)
    expect(message).not.toContain(api.key)
    const isSmallerTried = isList && fault === '413'
    expect(api.calls.filter((each) => each === call)).toEqual(
      Array(isSmallerTried ? 3 : triesOf(kind, isRead)).fill(call),
    )
  })

  if (!isRead) return
  test('a fault that passes is not noticed', async () => {
    for (const fault of ['timeout before', 'dropped before', '500', '502', '429'] as const) {
      api.fail(call, fault, 1)
      await CALLS[call](client())
    }
  })
})

describe('list templates', () => {
  const list = () => client().list('template', signal())
  const uidsOf = (objects: { uid?: unknown }[]) => objects.map(({ uid }) => String(uid)).sort()

  test.each(['shuffled and overlapping pages', 'duplicate uids'] as const)('%s', async (fault) => {
    api.fail('list templates', fault)
    expect(uidsOf(await list())).toEqual(uidsOf(api.all('template')))
  })

  test('a list that is empty and whole by its own words is believed here: `get` decides what is gone', async () => {
    api.fail('list templates', 'empty list')
    expect(await list()).toEqual([])
    expect((await client().get('template', template, signal())).uid).toBe(template)
  })
})
