import ipaddr from 'ipaddr.js'

/** Why an address is not a place on the public internet. */
export type AddressKind =
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'carrier-grade NAT'
  | 'multicast'
  | 'broadcast'
  | 'documentation'
  | 'benchmarking'
  | 'reserved'
  | 'unique local'
  | 'cloud metadata'
  | 'invalid'

type Range<T> = readonly [network: T, prefix: number, kind: AddressKind]

const v4 = (cidr: string, kind: AddressKind): Range<ipaddr.IPv4> => [...ipaddr.IPv4.parseCIDR(cidr), kind]
const v6 = (cidr: string, kind: AddressKind): Range<ipaddr.IPv6> => [...ipaddr.IPv6.parseCIDR(cidr), kind]

/** What the IANA IPv4 special-purpose registry lists as not globally reachable, narrower networks first. */
export const IPV4_RANGES: readonly Range<ipaddr.IPv4>[] = [
  v4('0.0.0.0/32', 'unspecified'),
  v4('0.0.0.0/8', 'reserved'),
  v4('10.0.0.0/8', 'private'),
  v4('100.64.0.0/10', 'carrier-grade NAT'),
  v4('127.0.0.0/8', 'loopback'),
  v4('169.254.0.0/16', 'link-local'),
  v4('172.16.0.0/12', 'private'),
  v4('192.0.0.0/24', 'reserved'),
  v4('192.0.2.0/24', 'documentation'),
  v4('192.88.99.0/24', 'reserved'),
  v4('192.168.0.0/16', 'private'),
  v4('198.18.0.0/15', 'benchmarking'),
  v4('198.51.100.0/24', 'documentation'),
  v4('203.0.113.0/24', 'documentation'),
  v4('224.0.0.0/4', 'multicast'),
  v4('255.255.255.255/32', 'broadcast'),
  v4('240.0.0.0/4', 'reserved'),
]

/** The same for IPv6. What is outside 2000::/3 and not named here is reserved: only that block is handed out (RFC 4291). */
export const IPV6_RANGES: readonly Range<ipaddr.IPv6>[] = [
  v6('::/128', 'unspecified'),
  v6('::1/128', 'loopback'),
  v6('64:ff9b:1::/48', 'private'),
  v6('fc00::/7', 'unique local'),
  v6('fe80::/10', 'link-local'),
  v6('fec0::/10', 'private'),
  v6('ff00::/8', 'multicast'),
  v6('2001:2::/48', 'benchmarking'),
  v6('2001:db8::/32', 'documentation'),
  v6('3fff::/20', 'documentation'),
  v6('2001:10::/28', 'reserved'),
  v6('5f00::/16', 'reserved'),
]

/** Prefixes outside 2000::/3 that carry an IPv4 address, which alone decides about them. */
export const TRANSLATED_PREFIXES = ['::ffff:0:0/96', '64:ff9b::/96'].map((cidr) => ipaddr.IPv6.parseCIDR(cidr))

export const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Where clouds hand credentials to whoever asks from inside the machine. 168.63.129.16 (Azure) and 192.0.0.192 (Oracle)
 * are in other ranges, or even in public space, and are named for that reason.
 */
export const METADATA_ADDRESSES: ReadonlySet<string> = new Set(
  [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '169.254.42.42',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd00:42::42',
    'fd20:ce::254',
    'fe80::a9fe:a9fe',
  ].map((address) => ipaddr.parse(address).toNormalizedString()),
)

export const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'metadata.tencentyun.com',
  'instance-data.ec2.internal',
])
