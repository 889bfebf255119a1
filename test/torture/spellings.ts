import { hostname, networkInterfaces } from 'node:os'
import { classifyAddress } from '../../src/main/network/addresses.ts'
import { carrierForms, disguises, type Form, longForms, numberForms } from './address-forms.ts'

/** A URL that leads to a private target, or would if something read it more kindly than the URL standard. */
export interface Spelling {
  kind: string
  text: string
  /** Whether it leads to this machine with no packet leaving it, so that a canary can tell whether it was followed. */
  isOwn: boolean
}

/** Names that lead to this machine, whichever resolver is asked. */
export const OWN_NAMES: readonly string[] = [
  'localhost',
  'sub.localhost',
  'localhost.localdomain',
  'ip6-localhost',
  'ip6-loopback',
  'local-host.test',
  '127.0.0.1.nip.test',
  '127-0-0-1.sslip.test',
  'xn--caf-dma.test',
  'host.docker.internal',
  hostname().toLowerCase(),
  `${hostname().toLowerCase()}.local`,
]
/** Names that lead to a cloud's metadata service. */
export const METADATA_HOSTS: readonly string[] = [
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'instance-data.ec2.internal',
  'metadata.packet.net',
  'metadata.tencentyun.com',
  'rebound-metadata.test',
]

const OWN_V4 = ['127.0.0.1', '127.0.0.2', '127.1.2.3', '127.255.255.254', '0.0.0.0']
const OWN_V6 = ['::1', '::']
const OTHER_V4 = [
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.254', '192.168.0.1', '192.168.1.254'],
  ...['100.64.0.1', '100.127.255.254', '169.254.1.1', '224.0.0.1', '239.255.255.250', '255.255.255.255'],
  ...['240.0.0.1', '198.18.0.1', '192.0.0.8', '198.51.100.7', '203.0.113.9', '0.1.2.3', '192.88.99.1'],
  ...['169.254.169.254', '169.254.170.2', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
]
const OTHER_V6 = [
  ...['fc00::1', 'fd12:3456:789a::1', 'fe80::1', 'fe80::1:2:3:4', 'febf::1', 'fec0::1', 'ff02::1', 'ff05::1:3'],
  ...['100::1', '2001:db8::1', '3fff::1', '5f00::1', '2001:2::1', '2001:10::1', '4000::1', 'e000::1'],
  ...['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fe80::a9fe:a9fe', '64:ff9b:1::1'],
]

type Dress = (host: string, port: number) => string

/** Ways to write a URL around a host: what parsers are known to disagree about. */
const DRESSES: Record<string, Dress[]> = {
  plain: [(h, p) => `http://${h}:${p}/`, (h, p) => `http://${h}:${p}`, (h, p) => `http://${h}:${p}/a/../b?c=d#e`],
  scheme: [
    (h, p) => `HTTP://${h}:${p}/`,
    (h, p) => `hTTp:${h}:${p}/`,
    (h, p) => `http:/${h}:${p}/`,
    (h, p) => `http:////${h}:${p}/`,
  ],
  https: [(h, p) => `https://${h}:${p}/`, (h, p) => `HTTPS:\\\\${h}:${p}/`],
  userinfo: [
    (h, p) => `http://public.example@${h}:${p}/`,
    (h, p) => `http://public.example:80@${h}:${p}/`,
    (h, p) => `http://user:pass%40public.example@${h}:${p}/`,
    (h, p) => `http://public.example%2f@${h}:${p}/`,
    (h, p) => `http://a@b@public.example@${h}:${p}/`,
    (h, p) => `http://:@${h}:${p}/`,
    (h, p) => `http://public.example%23@${h}:${p}/`,
  ],
  backslash: [
    (h, p) => `http:\\\\${h}:${p}\\`,
    (h, p) => `http://${h}:${p}\\@public.example/`,
    (h, p) => `http:/\\${h}:${p}\\..\\x`,
  ],
  'tab and newline': [
    (h, p) => `ht\ttp://${h}:${p}/`,
    (h, p) => `http:/\n/${h}:${p}/`,
    (h, p) => `http://${h.slice(0, 2)}\r\n${h.slice(2)}:${p}/`,
    (h, p) => ` \u0001http://${h}:${p}/\t `,
  ],
  port: [
    (h, p) => `http://${h}:0000${p}/`,
    (h, p) => `http://${h}:${String(p).split('').join('\t')}/`,
    (h) => `http://${h}/`,
    (h) => `http://${h}:/`,
    (h) => `http://${h}:80/`,
    (h, p) => `http://${h}:${p + 65_536}/`,
    (h, p) => `http://${h}:-${p}/`,
  ],
  tail: [
    (h, p) => `http://${h}:${p}?@public.example/`,
    (h, p) => `http://${h}:${p}#@public.example/`,
    (h, p) => `http://${h}:${p}//public.example/`,
    (h, p) => `http://${h}:${p}/%2e%2e/?url=http://public.example`,
  ],
  'empty label': [(h, p) => `http://${h}..:${p}/`, (h, p) => `http://.${h}:${p}/`, (h, p) => `http://${h}.%00:${p}/`],
  'other scheme': [
    (h, p) => `ftp://${h}:${p}/`,
    (h, p) => `gopher://${h}:${p}/_GET%20/`,
    (h, p) => `file://${h}:${p}/etc/passwd`,
    (h, p) => `ws://${h}:${p}/`,
    (h, p) => `dict://${h}:${p}/x`,
    (h, p) => `view-source:http://${h}:${p}/`,
    (h, p) => `blob:http://${h}:${p}/0`,
    (h, p) => `//${h}:${p}/`,
    (h, p) => `${h}:${p}`,
    (h, p) => `feed:http://${h}:${p}/`,
  ],
}

/** This machine's own addresses that are private ones; a public one of its interfaces is a place like any other. */
function interfaceAddresses(family: 'IPv4' | 'IPv6'): string[] {
  const all = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
  const own = all.filter((each) => each.family === family && !each.internal).map(({ address }) => address)
  // A link-local address needs a zone, which no URL can carry.
  return own.filter((address) => !['public', 'link-local'].includes(classifyAddress(address)))
}

interface Host extends Form {
  isOwn: boolean
}

function allHosts(): Host[] {
  const own = (forms: Form[]): Host[] => forms.map((form) => ({ ...form, isOwn: true }))
  const other = (forms: Form[]): Host[] => forms.map((form) => ({ ...form, isOwn: false }))
  const v4 = (address: string) => [...numberForms(address), ...disguises(address)]
  // Of the addresses that carry another one, the kernel itself unwraps the mapped ones; the rest goes to a router.
  const carriers = OWN_V4.concat(interfaceAddresses('IPv4')).flatMap(carrierForms)
  const isMapped = ({ kind }: Form): boolean => kind === 'IPv6 mapped'
  const names = (all: readonly string[]): Form[] =>
    all.flatMap((name) => [{ kind: 'name', host: name }, { kind: 'name', host: `${name}.` }, ...disguises(name)])
  return [
    ...own(OWN_V4.concat(interfaceAddresses('IPv4')).flatMap(v4)),
    ...own(carriers.filter(isMapped)),
    ...other(carriers.filter((form) => !isMapped(form))),
    ...own([...OWN_V6, ...interfaceAddresses('IPv6')].flatMap(longForms)),
    ...own(names(OWN_NAMES)),
    ...other(OTHER_V4.flatMap((address) => [...v4(address), ...carrierForms(address)])),
    ...other(OTHER_V6.flatMap(longForms)),
    ...other(names(METADATA_HOSTS)),
  ]
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T
}

/**
 * `count` different URLs, every kind of host in turn, and every way to write a URL; half of them lead to this
 * machine.
 */
export function spellings(count: number, random: () => number, port: number): Spelling[] {
  const hosts = Map.groupBy(allHosts(), ({ kind, isOwn }) => `${isOwn} ${kind}`)
  const own = [...hosts.keys()].filter((key) => key.startsWith('true'))
  const other = [...hosts.keys()].filter((key) => key.startsWith('false'))
  const dresses = Object.keys(DRESSES)
  const found = new Map<string, Spelling>()
  for (let turn = 0; found.size < count && turn < count * 20; turn++) {
    const group = turn % 2 === 0 ? own : other
    const { kind, host, isOwn } = pick(hosts.get(group[Math.floor(turn / 2) % group.length] ?? '') ?? [], random)
    // Half of them plainly written, so that what is in the host is what decides.
    const dress = random() < 0.5 ? 'plain' : pick(dresses, random)
    const text = pick(DRESSES[dress] ?? [], random)(host, port)
    if (leadsAway(text)) continue
    found.set(text, { kind: dress === 'plain' ? kind : dress, text, isOwn })
  }
  return [...found.values()]
}

/** A dress and a host that do not fit make a URL of somebody else's, which is not what is to be shown. */
const leadsAway = (text: string): boolean => /(^|\.)public\.example$/.test(URL.parse(text)?.hostname ?? '')
