import ipaddr from 'ipaddr.js'
import { Problem } from '../../shared/errors.ts'
import { PURPOSE_NAMES } from '../../shared/purposes.ts'
import { parseAddress } from './addresses.ts'
import { hostOf, isLiteral } from './host-name.ts'

/** What a connection is for: a binding's source, what a page loads, or an event that is delivered. */
export type Purpose = (typeof PURPOSE_NAMES)[number]

/** One line of the allow list. A name lets that name through; an address or a range only hosts written as addresses. */
export interface AllowEntry {
  kind: 'name' | 'range'
  /** Canonical spelling, good for showing and for `parseAllowEntry`. */
  text: string
  /** The name, or the network's first address. */
  host: string
  /** Length of the network prefix in bits; an address is a range of one. Null for a name. */
  prefix: number | null
  /** Null for every port. */
  port: number | null
  purposes: readonly Purpose[]
}

const FORMS =
  'a host name, an IP address or a CIDR range, each with or without a port (intranet:8080, [::1]:8080, 10.0.0.0/8)'

function refuse(text: string, why: string): never {
  const message = `${JSON.stringify(text.slice(0, 200))} ${why}; expected ${FORMS}.`
  throw new Problem('validation-error', message, {
    fields: [{ field: 'host', message, code: 'invalid_format' }],
  })
}

/** host, /prefix and :port of an entry, in each of the ways to write them; a bare IPv6 address can't carry a port. */
const SHAPES = [
  /^\[(?<host>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:\/(?<inner>\d{1,3}))?\](?:\/(?<prefix>\d{1,3}))?(?::(?<port>\d{1,5}))?$/,
  /^(?<host>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:\/(?<prefix>\d{1,3}))?$/,
  /^(?<host>[^/:[\]]*)(?:\/(?<prefix>\d{1,3}))?(?::(?<port>\d{1,5}))?$/,
]

function parsePort(text: string, port: string | undefined): number | null {
  if (port === undefined) return null
  const number = Number(port)
  return number >= 1 && number <= 65_535 ? number : refuse(text, 'has a port outside 1 to 65535')
}

/** The host as a URL would write it, so that both sides of the comparison are made by the same rules. */
function canonicalHost(text: string, host: string): string {
  if (host === '' || /[\s@?#\\%*,]/.test(host)) return refuse(text, 'is not a host')
  const url = URL.parse(`http://${host.includes(':') ? `[${host}]` : host}/`)
  const canonical = url ? hostOf(url) : ''
  return canonical === '' ? refuse(text, 'is not a host') : canonical
}

function networkOf(text: string, host: string, prefixText: string | undefined): { host: string; prefix: number } {
  const address = ipaddr.parse(host)
  const bits = address instanceof ipaddr.IPv6 ? 128 : 32
  const prefix = prefixText === undefined ? bits : Number(prefixText)
  if (prefix > bits) return refuse(text, `has a prefix longer than ${bits} bits`)
  const cidr = `${host}/${prefix}`
  const network = bits === 128 ? ipaddr.IPv6.networkAddressFromCIDR(cidr) : ipaddr.IPv4.networkAddressFromCIDR(cidr)
  return { host: network.toString(), prefix }
}

/**
 * Reads one entry: a host as a URL writes it, an IP literal or a CIDR range, each with or without a port.
 * Throws a `validation-error` that names the entry and the forms that are understood.
 */
export function parseAllowEntry(text: string, purposes: readonly Purpose[] = PURPOSE_NAMES): AllowEntry {
  const trimmed = text.trim()
  if (trimmed.includes('://')) return refuse(trimmed, 'is a URL, and only its host is wanted')
  const groups = SHAPES.map((shape) => shape.exec(trimmed)).find((match) => match !== null)?.groups
  if (!groups) return refuse(trimmed, 'is not a host')
  const port = parsePort(trimmed, groups.port)
  const prefixText = groups.inner ?? groups.prefix
  const host = canonicalHost(trimmed, groups.host ?? '')
  const suffix = port === null ? '' : `:${port}`
  if (!isLiteral(host)) {
    if (prefixText !== undefined) return refuse(trimmed, 'puts a prefix on a name')
    return { kind: 'name', text: `${host}${suffix}`, host, prefix: null, port, purposes }
  }
  const network = networkOf(trimmed, host, prefixText)
  return { kind: 'range', text: `${showNetwork(network)}${suffix}`, ...network, port, purposes }
}

function showNetwork({ host, prefix }: { host: string; prefix: number }): string {
  const isV6 = host.includes(':')
  const whole = prefix === (isV6 ? 128 : 32)
  return `${isV6 ? `[${host}]` : host}${whole ? '' : `/${prefix}`}`
}

function covers(entry: AllowEntry, host: string): boolean {
  if (entry.kind === 'name') return !isLiteral(host) && entry.host === host
  const address = parseAddress(host)
  const network = parseAddress(entry.host)
  if (!address || !network || entry.prefix === null || address.kind() !== network.kind()) return false
  return address.match(network, entry.prefix)
}

/** The entry that lets `host` (as `hostOf` gives it) through on `port` for `purpose`, or null. */
export function findAllowEntry(
  entries: readonly AllowEntry[],
  host: string,
  port: number,
  purpose: Purpose,
): AllowEntry | null {
  const fits = (entry: AllowEntry) =>
    entry.purposes.includes(purpose) && (entry.port === null || entry.port === port) && covers(entry, host)
  return entries.find(fits) ?? null
}
