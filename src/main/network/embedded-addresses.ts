import ipaddr from 'ipaddr.js'

/** An IPv6 form that carries an IPv4 address: where its four bytes lie, and how they are disguised. */
interface Carrier {
  cidr: [ipaddr.IPv6, number]
  /** Positions of the IPv4 bytes among the sixteen, one row for each address that is carried. */
  positions: number[][]
  /** Teredo stores the client with every bit flipped. */
  flipped?: boolean
}

const at = (start: number): number[] => [start, start + 1, start + 2, start + 3]
const carrier = (cidr: string, positions: number[][], flipped = false): Carrier => ({
  cidr: ipaddr.IPv6.parseCIDR(cidr),
  positions,
  flipped,
})

const CARRIERS: readonly Carrier[] = [
  carrier('::/96', [at(12)]), // IPv4-compatible, RFC 4291
  carrier('::ffff:0:0/96', [at(12)]), // IPv4-mapped, RFC 4291
  carrier('::ffff:0:0:0/96', [at(12)]), // IPv4-translated, RFC 2765
  carrier('64:ff9b::/96', [at(12)]), // NAT64, RFC 6052
  // Local NAT64 (RFC 8215): the operator picks the length, so every layout of RFC 6052 (which skips byte 8) is read.
  carrier('64:ff9b:1::/48', [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], at(12)]),
  carrier('2002::/16', [at(2)]), // 6to4, RFC 3056
  carrier('2001::/32', [at(4)]), // Teredo's server, RFC 4380
  carrier('2001::/32', [at(12)], true), // Teredo's client
]

/** The interface identifiers of ISATAP (RFC 5214), under any prefix: 0000:5efe or 0200:5efe, then the IPv4 address. */
const isIsatap = (bytes: number[]): boolean =>
  ((bytes[8] ?? 0) & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe

/** Every IPv4 address that `address` can lead to through a translator or a tunnel; none for an ordinary one. */
export function embeddedAddresses(address: ipaddr.IPv6): ipaddr.IPv4[] {
  const bytes = address.toByteArray()
  const found = CARRIERS.filter(({ cidr }) => address.match(cidr)).flatMap(({ positions, flipped }) =>
    positions.map((row) => row.map((index) => (bytes[index] ?? 0) ^ (flipped ? 0xff : 0))),
  )
  if (isIsatap(bytes)) found.push(bytes.slice(12))
  return found.map((octets) => new ipaddr.IPv4(octets))
}
