import type { Purpose } from './allow-list.ts'

export interface ResolvedAddress {
  address: string
  family: number
}

/** A place that the gate has let through: whoever connects to it may use these addresses and no others. */
export interface JudgedTarget {
  /** The host as `hostOf` gives it: no brackets, no final dot. It is the TLS server name too. */
  host: string
  port: number
  purpose: Purpose
  /** `proxy`: reached through the user's outbound proxy, which does its own lookup. */
  via: 'direct' | 'proxy'
  /** In the order of the lookup. Empty only by proxy, for a name that only the proxy can resolve. */
  addresses: readonly ResolvedAddress[]
}
