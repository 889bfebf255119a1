import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { createJudge, type JudgeOptions } from '../../../src/main/network/judge.ts'
import { Problem } from '../../../src/shared/errors.ts'

const PUBLIC = { address: '93.184.216.34', family: 4 }
const never = new AbortController().signal

function judgeWith(allowed: string[], answers: string[] = [PUBLIC.address], more: Partial<JudgeOptions> = {}) {
  const entries = allowed.map((text) => parseAllowEntry(text))
  const judge = createJudge({
    allowed: () => entries,
    ownPorts: () => [40404, 4747],
    ownAddresses: () => ['192.168.1.10', 'fd00::10', '93.184.216.99'],
    lookup: async () => answers.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    proxied: false,
    ...more,
  })
  return (url: string, signal = never) => judge(new URL(url), 'data', signal)
}

async function faultOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Problem)
  return error as Problem
}

describe('judge', () => {
  it('lets a public name through with all its addresses', async () => {
    expect(await judgeWith([], ['93.184.216.34', '2606:4700::1'])('https://Example.com./x')).toEqual({
      host: 'example.com',
      port: 443,
      purpose: 'data',
      via: 'direct',
      addresses: [PUBLIC, { address: '2606:4700::1', family: 6 }],
    })
  })

  it('says what is wrong, what to do, and what would have to be allowed', async () => {
    const fault = await faultOf(judgeWith([])('http://192.168.1.5:8080/secret?token=abc'))
    expect(fault.slug).toBe('blocked-url')
    expect(fault.message).toBe('192.168.1.5 is a private address. Allow this host to fetch from it.')
    expect(fault.options).toMatchObject({
      stage: 'connect',
      members: { host: '192.168.1.5', port: 8080, purpose: 'data', allowable: true },
    })
  })

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,x', 'ws://example.com/'])(
    'refuses the scheme of %s',
    async (url) => {
      const { slug, message } = await faultOf(judgeWith([])(url))
      expect(slug).toBe('blocked-url')
      expect(message).toMatch(/, not (ftp|file|data|ws) ones\. It can never be allowed\.$/)
    },
  )

  it('refuses a name for one bad answer among good ones, wherever it stands', async () => {
    for (const answers of [
      ['10.0.0.1', PUBLIC.address],
      [PUBLIC.address, 'fe80::1%eth0'],
      [PUBLIC.address, '::ffff:127.0.0.1'],
    ]) {
      expect((await faultOf(judgeWith([], answers)('http://mixed.example/'))).slug).toBe('blocked-url')
    }
  })

  it('lets an allowed name through wherever it leads, but not to metadata', async () => {
    expect((await judgeWith(['nas.local'], ['192.168.1.5'])('http://nas.local/')).addresses).toHaveLength(1)
    const fault = await faultOf(judgeWith(['nas.local'], ['192.168.1.5', '169.254.169.254'])('http://nas.local/'))
    expect(fault.options.members).toMatchObject({ allowable: false })
  })

  it('never lets a name through because its address is listed', async () => {
    const judge = judgeWith(['192.168.1.5', '192.168.0.0/16'], ['192.168.1.5'])
    expect((await faultOf(judge('http://nas.local/'))).slug).toBe('blocked-url')
    expect((await judge('http://0xc0a80105/')).host).toBe('192.168.1.5')
  })

  it.each([
    ['http://169.254.169.254/', ['169.254.169.254', '0.0.0.0/0']],
    ['http://[::ffff:a9fe:a9fe]/', ['::/0']],
    ['http://[64:ff9b::a9fe:a9fe]/', ['::/0']],
    ['http://168.63.129.16/', []],
    ['http://metadata.google.internal/', ['metadata.google.internal']],
    ['http://METADATA.google.internal./', ['metadata.google.internal']],
  ])('refuses the metadata address %s even when it is listed', async (url, allowed) => {
    const fault = await faultOf(judgeWith(allowed, [PUBLIC.address])(url))
    expect(fault.message).toMatch(/metadata address.* never be allowed/)
  })

  it.each([
    'http://127.0.0.1:4747/',
    'http://127.9.9.9:4747/',
    'http://0.0.0.0:4747/',
    'http://[::1]:4747/',
    'http://[::]:4747/',
    'http://[::ffff:127.0.0.1]:4747/',
    'http://192.168.1.10:4747/',
    'http://[fd00::10]:4747/',
    'http://[::ffff:192.168.1.10]:4747/',
    'http://93.184.216.99:4747/',
  ])('refuses %s, the farm itself, even when all is allowed', async (url) => {
    const fault = await faultOf(judgeWith(['0.0.0.0/0', '::/0'])(url))
    expect(fault.message).toMatch(/this farm itself\. It can never be allowed/)
  })

  it('refuses the farm by an allowed name too, but lets its neighbours be reached', async () => {
    expect((await faultOf(judgeWith(['me.lan'], ['192.168.1.10'])('http://me.lan:4747/'))).slug).toBe('blocked-url')
    expect((await judgeWith(['me.lan'], ['192.168.1.10'])('http://me.lan:4748/')).port).toBe(4748)
    expect((await judgeWith(['me.lan'], ['192.168.1.11'])('http://me.lan:4747/')).port).toBe(4747)
    expect((await judgeWith(['127.0.0.1'], [], { ownPorts: () => [] })('http://127.0.0.1:4747/')).port).toBe(4747)
  })

  it('says dns when a name is not found or has no address', async () => {
    const fail = async () => {
      throw new Error('ENOTFOUND')
    }
    expect((await faultOf(judgeWith([], [], { lookup: fail })('http://gone.example/'))).options.stage).toBe('dns')
    expect((await faultOf(judgeWith([], [])('http://empty.example/'))).options.stage).toBe('dns')
  })

  it('ends a lookup that hangs when its signal fires', async () => {
    const controller = new AbortController()
    const judged = judgeWith([], [], { lookup: () => new Promise(() => {}) })('http://slow.example/', controller.signal)
    controller.abort(new Error('enough'))
    await expect(judged).rejects.toThrow('enough')
  })

  it('refuses what a lookup brings that is no address', async () => {
    expect((await faultOf(judgeWith(['odd.lan'], ['0x7f.1'])('http://odd.lan/'))).slug).toBe('blocked-url')
  })

  it('knows every spelling of a private IPv4 address', async () => {
    // A spelling that was taken for a name would find a public address here and pass.
    const judge = judgeWith([])
    const octet = fc.integer({ min: 0, max: 255 })
    const target = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    )
    const radix = fc.constantFrom(
      (n: number) => String(n),
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0X${n.toString(16).toUpperCase()}`,
      (n: number) => `0${n.toString(8)}`,
      (n: number) => `0000${n.toString(8)}`,
    )
    const disguise = fc.constantFrom(
      (text: string) => text,
      (text: string) => `${text}.`,
      (text: string) => text.replaceAll('.', '。'),
      (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
      (text: string) => text.replace(/[0-9.]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
      (text: string) => `user:pass@${text}`,
      (text: string) => `${text}:8080`,
    )
    const spelling = fc
      .tuple(target, fc.integer({ min: 1, max: 4 }), fc.array(radix, { minLength: 4, maxLength: 4 }), disguise)
      .map(([octets, parts, radixes, hide]) => {
        const rest = octets.slice(parts - 1).reduce((sum, value) => sum * 256 + value, 0)
        const numbers = [...octets.slice(0, parts - 1), rest]
        return hide(numbers.map((number, i) => radixes[i]?.(number)).join('.'))
      })
    const mapped = target.map(([a, b, c, d]) => `[::ffff:${a}.${b}.${c}.${d}]`)
    await fc.assert(
      fc.asyncProperty(fc.oneof(spelling, mapped), async (host) => {
        expect((await faultOf(judge(`http://${host}/`))).slug).toBe('blocked-url')
      }),
      { numRuns: 1500 },
    )
  })
})
