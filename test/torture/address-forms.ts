import ipaddr from 'ipaddr.js'

/** One way to write a host, and what it is an example of. */
export interface Form {
  kind: string
  host: string
}

const hex = (n: number): string => n.toString(16)
const octal = (n: number): string => n.toString(8)

/** IPv4 as the URL standard reads it: one to four numbers, each decimal, octal or hexadecimal. */
export function numberForms(address: string): Form[] {
  const bytes = address.split('.').map(Number)
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  const all = ((a * 256 + b) * 256 + c) * 256 + d
  const two = (b * 256 + c) * 256 + d
  const three = c * 256 + d
  return [
    ['dotted', address],
    ['decimal', String(all)],
    ['hex', `0x${hex(all)}`],
    ['hex', `0X${hex(all).toUpperCase()}`],
    ['hex', `0x0000000${hex(all)}`],
    ['octal', `0${octal(all)}`],
    ['octal', `000000${octal(all)}`],
    ['dotted hex', bytes.map((byte) => `0x${hex(byte)}`).join('.')],
    ['dotted hex', bytes.map((byte) => `0X0${hex(byte)}`).join('.')],
    ['dotted octal', bytes.map((byte) => `0${octal(byte)}`).join('.')],
    ['dotted octal', bytes.map((byte) => `00000${octal(byte)}`).join('.')],
    ['short', `${a}.${two}`],
    ['short', `${a}.${b}.${three}`],
    ['short', `0x${hex(a)}.${two}`],
    ['mixed', `0${octal(a)}.0x${hex(two)}`],
    ['mixed', `${a}.0${octal(b)}.0x${hex(three)}`],
    ['mixed', `0x${hex(a)}.${b}.0${octal(c)}.${d}`],
    ['mixed', `${a}.0x${hex(b)}.${c}.0${octal(d)}`],
    ['trailing dot', `${address}.`],
    ['trailing dot', `0x${hex(all)}.`],
    ['trailing dot', `${a}.${two}.`],
  ].map(([kind = '', host = '']) => ({ kind: `IPv4 ${kind}`, host }))
}

const shifted = (text: string, base: number): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(base + Number(digit)))
const circled = (text: string): string =>
  text.replace(/\d/g, (digit) => (digit === '0' ? '⓪' : String.fromCodePoint(0x245f + Number(digit))))
const superscript = (text: string): string => text.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '')
const percent = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

/** What IDNA and percent-decoding turn into a plain host: of an IPv4 address, or of a name. */
export function disguises(host: string): Form[] {
  return [
    ['full-width', shifted(host, 0xff10).replace(/[a-z]/g, (c) => String.fromCodePoint(c.charCodeAt(0) - 97 + 0xff41))],
    ['circled', circled(host)],
    ['circled', circled(host).replaceAll('.', '。')],
    ['superscript', superscript(host)],
    ['mathematical', shifted(host, 0x1d7ce)],
    ['mathematical', shifted(host, 0x1d7f6)],
    ['ideographic stop', host.replaceAll('.', '。')],
    ['ideographic stop', host.replaceAll('.', '．')],
    ['ideographic stop', host.replaceAll('.', '｡')],
    ['percent-encoded', percent(host)],
    ['percent-encoded', host.replaceAll('.', '%2e')],
    ['percent-encoded', host.replace(/[\da-z]/, percent)],
    ['percent-encoded', percent(circled(host))],
    ['soft hyphen', host.replace(/^./, '$&\u00ad')],
    ['soft hyphen', `${host}%C2%AD`],
    ['variation selector', `${host}\ufe0f`],
    ['word joiner', host.replace(/^./, '$&\u2060')],
    ['upper case', host.toUpperCase()],
  ].flatMap(([kind = '', disguised = '']) => (disguised === host ? [] : [{ kind, host: disguised }]))
}

/** IPv6 addresses in their textual forms. */
export function longForms(address: string): Form[] {
  const parsed = ipaddr.IPv6.parse(address)
  const { parts } = parsed
  const padded = parts.map((part) => hex(part).padStart(4, '0'))
  const [g = 0, h = 0] = parts.slice(6)
  const dotted = `${g >> 8}.${g & 255}.${h >> 8}.${h & 255}`
  const leading = parts.slice(0, 6).map(hex).join(':')
  return [
    ['short', parsed.toString()],
    ['upper case', parsed.toString().toUpperCase()],
    ['full', parts.map(hex).join(':')],
    ['padded', padded.join(':')],
    ['padded', padded.join(':').toUpperCase()],
    ['dotted end', `${leading}:${dotted}`],
    ['dotted end', ipaddr.IPv6.parse(`${leading}:0:0`).toString().replace(/::$/, `::${dotted}`)],
    ['zone', `${parsed}%25lo`],
    ['zone', `${parsed}%25eth0`],
    ['zone', `${parsed}%1`],
  ].map(([kind = '', host = '']) => ({ kind: `IPv6 ${kind}`, host: `[${host}]` }))
}

/** IPv6 addresses that carry an IPv4 address. */
export function carrierForms(address: string): Form[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  const high = hex((a << 8) | b)
  const low = hex((c << 8) | d)
  const flipped = `${hex(((a << 8) | b) ^ 0xffff)}:${hex(((c << 8) | d) ^ 0xffff)}`
  const carried: [kind: string, address: string][] = [
    ['mapped', `::ffff:${high}:${low}`],
    ['compatible', `::${high}:${low}`],
    ['translated', `::ffff:0:${high}:${low}`],
    ['NAT64', `64:ff9b::${high}:${low}`],
    ['local NAT64', `64:ff9b:1::${high}:${low}`],
    ['local NAT64', `64:ff9b:1:${high}:${hex(c)}:${hex(d << 8)}::`],
    ['6to4', `2002:${high}:${low}::1`],
    ['6to4', `2002:${high}:${low}:1:2:3:4:5`],
    ['Teredo client', `2001:0:808:808:0:ffff:${flipped}`],
    ['Teredo server', `2001:0:${high}:${low}:0:ffff:f7f7:f7f7`],
    ['ISATAP', `fe80::5efe:${high}:${low}`],
    ['ISATAP', `2606:4700::200:5efe:${high}:${low}`],
  ]
  return carried.flatMap(([kind, text]) =>
    longForms(text).flatMap((form) => (form.kind === 'IPv6 zone' ? [] : [{ kind: `IPv6 ${kind}`, host: form.host }])),
  )
}
