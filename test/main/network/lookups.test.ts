import { expect, test } from 'vitest'
import type { ResolvedAddress } from '../../../src/main/network/judged-target.ts'
import { createLookups } from '../../../src/main/network/lookups.ts'

const never = new AbortController().signal
const ADDRESS = { address: '93.184.216.34', family: 4 }

/** A resolver that answers when it is told to, and keeps what it was asked. */
function slowResolver() {
  const asked: string[] = []
  const waiting = new Map<string, PromiseWithResolvers<ResolvedAddress[]>>()
  const answer = async (host: string) => {
    await expect.poll(() => waiting.has(host)).toBe(true)
    waiting.get(host)?.resolve([ADDRESS])
  }
  const lookUp = createLookups((host) => {
    asked.push(host)
    const answer = Promise.withResolvers<ResolvedAddress[]>()
    waiting.set(host, answer)
    return answer.promise
  })
  return { asked, answer, lookUp }
}

test('pages and webhooks ask for one name at a time, and data is not held up by them', async () => {
  const { asked, answer, lookUp } = slowResolver()
  const names = ['a.test', 'b.test', 'c.test', 'd.test']
  const others = names.map((name, index) => lookUp(name, index % 2 ? 'webhooks' : 'pages', never))
  await expect.poll(() => asked).toEqual(['a.test'])
  const data = [lookUp('data.test', 'data', never), lookUp('more.test', 'data', never)]
  expect(asked).toEqual(['a.test', 'data.test', 'more.test'])
  await answer('data.test')
  await answer('more.test')
  expect(await Promise.all(data)).toEqual([[ADDRESS], [ADDRESS]])
  for (const name of names) await answer(name)
  expect(await Promise.all(others)).toHaveLength(4)
  expect(asked.slice(3)).toEqual(['b.test', 'c.test', 'd.test'])
})

test('as many ask at a time as it is told, so that one name that is dead holds up no other', async () => {
  const asked: string[] = []
  const lookUp = createLookups((host) => {
    asked.push(host)
    return host === 'dead.test' ? new Promise(() => {}) : Promise.resolve([ADDRESS])
  }, 2)
  void lookUp('dead.test', 'pages', never)
  for (const name of ['a.test', 'b.test', 'a.test']) expect(await lookUp(name, 'webhooks', never)).toEqual([ADDRESS])
  expect(asked).toEqual(['dead.test', 'a.test', 'b.test', 'a.test'])
})

test('a name is asked for once by all who want it at a time, and anew by who wants it after that', async () => {
  const { asked, answer, lookUp } = slowResolver()
  const first = lookUp('first.test', 'pages', never)
  const controller = new AbortController()
  const gone = lookUp('dead.test', 'webhooks', controller.signal)
  const wanted = (['webhooks', 'pages', 'webhooks'] as const).map((each) => lookUp('dead.test', each, never))
  controller.abort(new Error('No more'))
  await expect(gone).rejects.toThrow('No more')
  await answer('first.test')
  await first
  await expect.poll(() => asked).toEqual(['first.test', 'dead.test'])
  wanted.push(lookUp('dead.test', 'data', never))
  await answer('dead.test')
  expect(await Promise.all(wanted)).toHaveLength(4)
  expect(asked).toHaveLength(2)
  const again = lookUp('dead.test', 'data', never)
  expect(asked).toHaveLength(3)
  await answer('dead.test')
  expect(await again).toEqual([ADDRESS])
})

test('who gives up is not asked for any more, and holds up nobody', async () => {
  const { asked, answer, lookUp } = slowResolver()
  const first = lookUp('a.test', 'pages', never)
  const controller = new AbortController()
  const gone = Array.from({ length: 500 }, (_, n) => lookUp(`r${n}.test`, 'pages', controller.signal))
  const last = lookUp('hook.test', 'webhooks', never)
  controller.abort(new Error('The page has gone'))
  for (const each of gone) await expect(each).rejects.toThrow('The page has gone')
  await answer('a.test')
  await answer('hook.test')
  expect(await Promise.all([first, last])).toHaveLength(2)
  expect(asked).toEqual(['a.test', 'hook.test'])
})

test('a name that is not found fails for whoever asked, and for nobody after', async () => {
  let isThere = false
  const lookUp = createLookups(async () => {
    if (!isThere) throw new Error('ENOTFOUND')
    return [ADDRESS]
  })
  await expect(lookUp('a.test', 'pages', never)).rejects.toThrow('ENOTFOUND')
  isThere = true
  expect(await lookUp('a.test', 'pages', never)).toEqual([ADDRESS])
})

test('who waited for a name for which data asks meanwhile does not ask again', async () => {
  const { asked, answer, lookUp } = slowResolver()
  const first = lookUp('first.test', 'pages', never)
  const waiting = lookUp('wanted.test', 'webhooks', never)
  await expect.poll(() => asked).toEqual(['first.test'])
  const data = lookUp('wanted.test', 'data', never)
  await answer('first.test')
  await first
  // By then the turn of whoever waited has come.
  const last = lookUp('last.test', 'pages', never)
  await answer('wanted.test')
  expect(await Promise.all([waiting, data])).toEqual([[ADDRESS], [ADDRESS]])
  await answer('last.test')
  await last
  expect(asked).toEqual(['first.test', 'wanted.test', 'last.test'])
})
