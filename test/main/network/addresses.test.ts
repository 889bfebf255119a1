import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyAddress } from '../../../src/main/network/addresses.ts'

describe('classifyAddress', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['1.1.1.1', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['192.0.1.1', 'public'],
    ['223.255.255.255', 'public'],
    ['2606:4700:4700::1111', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['2002:808:808::1', 'public'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'reserved'],
    ['10.255.255.255', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['127.255.255.254', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['172.31.255.255', 'private'],
    ['192.0.0.8', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', 'reserved'],
    ['192.168.1.5', 'private'],
    ['198.19.255.255', 'benchmarking'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.9', 'documentation'],
    ['224.0.0.251', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fc00::1', 'unique local'],
    ['fdff::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fec0::1', 'private'],
    ['ff02::1', 'multicast'],
    ['100::1', 'reserved'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['2001:2::1', 'benchmarking'],
    ['5f00::1', 'reserved'],
    ['4000::1', 'reserved'],
  ])('%s is %s', (address, kind) => expect(classifyAddress(address)).toBe(kind))

  it.each([
    ['IPv4-mapped', '::ffff:10.0.0.1', 'private'],
    ['IPv4-compatible', '::10.0.0.1', 'private'],
    ['IPv4-compatible, even of a public one', '::8.8.8.8', 'reserved'],
    ['IPv4-translated', '::ffff:0:127.0.0.1', 'loopback'],
    ['NAT64', '64:ff9b::192.168.0.1', 'private'],
    ['local NAT64', '64:ff9b:1::8.8.8.8', 'private'],
    ['6to4', '2002:7f00:1::', 'loopback'],
    ['6to4 of CGNAT', '2002:6440:1::1', 'carrier-grade NAT'],
    ['a Teredo server', '2001:0:a00:1:0:0:f7f7:f7f7', 'private'],
    ['a Teredo client', '2001:0:808:808:0:0:80ff:fffe', 'loopback'],
    ['ISATAP', '2606:4700::5efe:10.1.2.3', 'private'],
    ['ISATAP with the universal bit', '2606:4700::200:5efe:10.1.2.3', 'private'],
  ])('sees the address inside %s', (_form, address, kind) => expect(classifyAddress(address)).toBe(kind))

  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '::169.254.169.254',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1:a9fe:a9:fe00::',
    '2002:a9fe:a9fe::1',
    '2001:0:808:808::5601:5601',
  ])('knows %s as a metadata address', (address) => expect(classifyAddress(address)).toBe('cloud metadata'))

  it.each(['', 'localhost', '1.2.3', '127.1', '0x7f000001', '1.2.3.4.5', '::g', '[::1]', '010.0.0.1'])(
    'takes %j for no address',
    (text) => expect(classifyAddress(text)).toBe('invalid'),
  )

  it('never lets an inner private address through, whatever carries it', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    const inner = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    )
    const hex = (high: number, low: number) => ((high << 8) | low).toString(16)
    fc.assert(
      fc.property(inner, ([a, b, c, d]) => {
        const [high, low] = [hex(a, b), hex(c, d)]
        const [notHigh, notLow] = [hex(a ^ 255, b ^ 255), hex(c ^ 255, d ^ 255)]
        const forms = [
          `::ffff:${high}:${low}`,
          `::${high}:${low}`,
          `64:ff9b::${high}:${low}`,
          `2002:${high}:${low}::1`,
          `2001:0:${high}:${low}::1`,
          `2001:0:808:808::${notHigh}:${notLow}`,
        ]
        for (const form of forms) expect(classifyAddress(form)).not.toBe('public')
      }),
    )
  })
})
