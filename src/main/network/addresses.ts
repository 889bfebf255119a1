import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import {
  type AddressKind,
  GLOBAL_UNICAST,
  IPV4_RANGES,
  IPV6_RANGES,
  METADATA_ADDRESSES,
  TRANSLATED_PREFIXES,
} from './address-ranges.ts'
import { embeddedAddresses } from './embedded-addresses.ts'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** The last four bytes in hex: ipaddr.js 2.5 takes `::8.8.8.8` (compatible) for `::ffff:8.8.8.8` (mapped). */
function withoutDots(text: string): string {
  return text.replace(/(?<=:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...groups) => {
    const [a = 0, b = 0, c = 0, d = 0] = groups.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
}

/**
 * Reads an address as sockets and lookups write it. The spellings that only a URL knows (`0x7f.1`, `127.1`) are not
 * addresses here: URL parsing has made them ordinary ones before. A zone (`%eth0`) is dropped: it names a link, not a host.
 */
export function parseAddress(text: string): Address | null {
  const bare = text.replace(/%.*$/s, '')
  return isIP(bare) ? ipaddr.parse(withoutDots(bare)) : null
}

/** One spelling per address, for comparing. */
export function normalAddress(text: string): string | null {
  return parseAddress(text)?.toNormalizedString() ?? null
}

/** The address itself and every IPv4 address that it carries: all the places that a packet to it may reach. */
export function facesOf(address: Address): Address[] {
  return address instanceof ipaddr.IPv6 ? [address, ...embeddedAddresses(address)] : [address]
}

/** Whether asking this address, or one that it carries, would ask a cloud's metadata service. */
export function isMetadataAddress(address: Address): boolean {
  return facesOf(address).some((face) => METADATA_ADDRESSES.has(face.toNormalizedString()))
}

function kindOfIPv4(address: ipaddr.IPv4): AddressKind | 'public' {
  return IPV4_RANGES.find(([network, prefix]) => address.match(network, prefix))?.[2] ?? 'public'
}

function kindOfIPv6(address: ipaddr.IPv6): AddressKind | 'public' {
  const named = IPV6_RANGES.find(([network, prefix]) => address.match(network, prefix))?.[2]
  if (named) return named
  const carried = embeddedAddresses(address).map(kindOfIPv4)
  const refused = carried.find((kind) => kind !== 'public')
  if (refused) return refused
  if (TRANSLATED_PREFIXES.some((prefix) => address.match(prefix))) return 'public'
  return address.match(GLOBAL_UNICAST) ? 'public' : 'reserved'
}

/**
 * What kind of place an IP address is: `public`, or why it is refused. Addresses inside addresses (IPv4-mapped,
 * -compatible and -translated, NAT64, 6to4, Teredo, ISATAP) are judged too, and the first bad one decides.
 */
export function classifyAddress(text: string): AddressKind | 'public' {
  const address = parseAddress(text)
  if (!address) return 'invalid'
  if (isMetadataAddress(address)) return 'cloud metadata'
  return address instanceof ipaddr.IPv6 ? kindOfIPv6(address) : kindOfIPv4(address)
}
