import { isUnreadable, mutate, trimmed } from './mutate.ts'
import { utf8 } from './raw-exchange.ts'

/** A way to say for whom a request is. */
export interface HostVariation {
  name: string
  /** The header lines, each without its end. */
  lines: string[]
  version?: '1.0'
  /** What is put before the path. */
  target?: string
  /** No HTTP at all: the parser may refuse it before anybody reads the Host. */
  isUnreadable?: boolean
}

export const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/** Those that are let in. @param names which the farm answers to */
export function servedHosts(names: readonly string[], port: number): HostVariation[] {
  const ports = ['', ':0', ':1', ':80', ':00080', ':65535', `:${port}`]
  const written = names.flatMap((name) => ports.map((end) => named(name + end)))
  const cases = names.flatMap((name) => [named(name.toUpperCase()), named(` \t${name}\t `)])
  const besides = names.flatMap((name) =>
    ['X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example', 'X-Host: evil.example'].map((line) => ({
      name: `${name} with ${line}`,
      lines: [`Host: ${name}`, line],
    })),
  )
  const old = names.map((name) => ({ name: `${name} in HTTP/1.0`, lines: [`Host: ${name}`], version: '1.0' as const }))
  return [...written, ...cases, ...besides, ...old]
}

/** So many, all different, that are not. @param names which the farm answers to */
export function refusedHosts(count: number, names: readonly string[], random: () => number): HostVariation[] {
  const isServed = (value: string) => {
    const [, name = '', port = ''] = /^(.*?)(?::(\d{1,5}))?$/.exec(trimmed(value).toLowerCase()) ?? []
    return names.includes(name) && Number(port) <= 65_535
  }
  const found = new Map([...written(), ...framed()].map((variation) => [key(variation), variation]))
  while (found.size < count) {
    const value = mutate(names[Math.floor(random() * names.length)] ?? '', random)
    if (!isServed(value)) found.set(key(named(value)), named(value))
  }
  return [...found.values()].slice(0, count)
}

const key = ({ lines, version, target }: HostVariation): string => JSON.stringify([lines, version, target])

const named = (value: string): HostVariation => ({
  name: JSON.stringify(value),
  lines: [`Host: ${value}`],
  isUnreadable: isUnreadable(value),
})

function written(): HostVariation[] {
  const decorated = LOOPBACK_NAMES.flatMap((name) => [...PORTS.map((end) => name + end), ...AROUND.map((f) => f(name))])
  return [...NAMES, ...IPV4, ...IPV6, ...UNICODE.map(utf8), ...LONG, ...decorated].map(named)
}

const NAMES =
  'evil.example|localhost.evil.example|evil.localhost|a.b.localhost|localhost.localdomain|localhost4|localhost6|ip6-localhost|127.0.0.1.nip.io|127-0-0-1.nip.io|localtest.me|lvh.me|bindery|bindery.local|host.docker.internal|gateway.docker.internal|metadata.google.internal|broadcasthost|local|host|localhos|ocalhost|localhostt|l0calhost|1ocalhost|loca1host|xn--localhost|_|-|.|..|*|*.localhost|localhost*|(|<localhost>|"localhost"|\'localhost\'|`localhost`|{localhost}|$HOST|undefined|null|NaN|true|0'.split(
    '|',
  )
const IPV4 =
  '127.1|127.0.1|127.0.0.01|0127.0.0.1|0177.0.0.1|0x7f.0.0.1|0x7f000001|0x7f.1|2130706433|017700000001|127.0.0.2|127.0.0.0|127.255.255.255|127.0.0.256|127.0.0.1.1|127.0.0|127..0.1|127.0.0.1e0|1270.0.1|127.0.0.-1|+127.0.0.1|0.0.0.0|10.0.0.1|192.168.0.1|169.254.169.254|100.64.0.1|255.255.255.255|8.8.8.8'.split(
    '|',
  )
const IPV6 =
  '::1|[::]|[0:0:0:0:0:0:0:1]|[::0001]|[0::1]|[::01]|[::1%lo]|[::1%25lo]|[::1%1]|[::1%]|[fe80::1%eth0]|[fe80::1%25eth0]|[fe80::1]|[::ffff:127.0.0.1]|[::ffff:7f00:1]|[::127.0.0.1]|[::7f00:1]|[64:ff9b::7f00:1]|[2002:7f00:1::]|[fd00::1]|[::1, ::1]|[::1]]|[[::1]]|[ ::1]|[::1 ]|[::1|::1]|[v1.x]|[::g]|[1::1::1]|[]|[:]|[::1]x|x[::1]|[::1].|[::1]localhost|[localhost]|[127.0.0.1]'.split(
    '|',
  )
const UNICODE = [
  'ｌｏｃａｌｈｏｓｔ',
  'localhоst',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'localhoſt',
  'LOCALHOST\u0307',
  'local\u200bhost',
  'local\u00adhost',
  '\ufefflocalhost',
  'localhost\u3000',
  'localhost。',
  '１２７.0.0.1',
  '127。0。0。1',
  '127.0.0.¹',
  '①27.0.0.1',
  '［::1］',
  'bücher.example',
  '\u202elocalhost',
  '🏠',
]
const LONG = [`localhost${'a'.repeat(255)}`, `${'a.'.repeat(4000)}localhost`, 'a'.repeat(12_000), '.'.repeat(8000)]
const PORTS =
  ':|:port|:65536|:99999|:123456|:-1|:+80|: 80|:8 0|:0x50|:8e1|:80.0|:80:80|::80|:80/|:80?|:80#|:80@evil.example|:80,|:80;|:%38%30|:\u00b2'.split(
    '|',
  )
const AROUND: ((name: string) => string)[] = [
  (name) => `${name}.`,
  (name) => `${name}..`,
  (name) => `.${name}`,
  (name) => `user@${name}`,
  (name) => `user:password@${name}`,
  (name) => `@${name}`,
  (name) => `${name}@evil.example`,
  (name) => `evil.example@${name}`,
  (name) => `http://${name}`,
  (name) => `https://${name}/`,
  (name) => `//${name}`,
  (name) => `${name}/`,
  (name) => `${name}/path`,
  (name) => `${name}?x`,
  (name) => `${name}#x`,
  (name) => `${name}\\`,
  (name) => `\\${name}`,
  (name) => `${name}\\evil.example`,
  (name) => `${name};evil.example`,
  (name) => `${name},evil.example`,
  (name) => `${name}, ${name}`,
  (name) => `evil.example,${name}`,
  (name) => `${name} ${name}`,
  (name) => `${name} evil.example`,
  (name) => `${name}\tevil.example`,
  (name) => `${name}\u00a0`,
  (name) => `\u00a0${name}`,
  (name) => `${name}%00`,
  (name) => `${name}%2eevil.example`,
  (name) => `%20${name}`,
  (name) => name.replace(/[a1]/, (c) => `%${c.charCodeAt(0).toString(16)}`),
  (name) => `${name}\0`,
  (name) => `\0${name}`,
  (name) => `${name}\0.evil.example`,
  (name) => `${name}\u000b`,
  (name) => `${name}\u007f`,
  (name) => `${name}\rX-A: b`,
  (name) => `${name.slice(0, 3)}\r\n ${name.slice(3)}`,
  (name) => `${name}\r\n evil.example`,
  (name) => `${name.slice(0, 3)}\t${name.slice(3)}`,
]

/** Requests that say it doubly, elsewhere or not at all. */
function framed(): HostVariation[] {
  const lines: [string, string[]][] = [
    ['no Host', []],
    ['an empty Host', ['Host:']],
    ['a Host of white space', ['Host: \t ']],
    ['two, both good', ['Host: localhost', 'Host: localhost']],
    ['two, the second bad', ['Host: localhost', 'Host: evil.example']],
    ['two, the first bad', ['Host: evil.example', 'Host: localhost']],
    ['two of different case', ['HOST: localhost', 'host: localhost']],
    ['two, one empty', ['Host: localhost', 'Host:']],
    ['two, the first empty', ['Host:', 'Host: localhost']],
    ['three', ['Host: localhost', 'Host: localhost', 'Host: localhost']],
    ['two, far apart', ['Host: localhost', ...Array.from({ length: 2500 }, () => 'a:'), 'Host: evil.example']],
    ...['X-Forwarded-Host', 'X-Host', 'X-Original-Host', 'X-HTTP-Host-Override', 'X-Forwarded-Server'].flatMap(
      (name): [string, string[]][] => [
        [`a good ${name} alone`, [`${name}: localhost`]],
        [`a bad Host with a good ${name}`, ['Host: evil.example', `${name}: localhost`]],
      ],
    ),
    ['a bad Host with a good Forwarded', ['Host: evil.example', 'Forwarded: host=localhost']],
    ['a bad Host with a good Origin', ['Host: evil.example', 'Origin: http://localhost']],
  ]
  const unreadable: [string, string[]][] = [
    ['white space before the colon', ['Host : localhost']],
    ['a tab before the colon', ['Host\t: localhost']],
    ['white space before the name', [' Host: localhost']],
    ['NUL in the name', ['Ho\0st: localhost']],
    ['the value on a line of its own', ['Host:\r\n evil.example']],
    ['bare line feeds', ['Host: localhost\nHost: evil.example']],
    [':authority', [':authority: localhost']],
  ]
  const targets = [
    'http://localhost',
    'http://evil.example',
    'https://localhost',
    'http://user@localhost',
    'ftp://localhost',
    'HTTP://LOCALHOST',
    'localhost',
    'http:',
    'http:/',
  ]
  return [
    ...lines.map(([name, each]) => ({ name, lines: each })),
    ...unreadable.map(([name, each]) => ({ name, lines: each, isUnreadable: true })),
    { name: 'no Host in HTTP/1.0', lines: [], version: '1.0' },
    { name: 'a bad Host in HTTP/1.0', lines: ['Host: evil.example'], version: '1.0' },
    ...targets.map((target) => ({
      name: `a target of ${target}`,
      lines: ['Host: localhost'],
      target,
      isUnreadable: !target.includes('://'),
    })),
  ]
}
