import type { DataSource } from '../../shared/data-source.ts'
import { classifyAddress } from '../network/addresses.ts'
import { type AllowEntry, findAllowEntry } from '../network/allow-list.ts'
import { hostOf, isLiteral, isLocalName, portOf } from '../network/host-name.ts'

export interface PrivateHosts {
  /** The allow list: what has to be let through to be reached is private. */
  allowed(): readonly AllowEntry[]
}

/** Whether a source is one that only this machine or its network reaches, as far as its address says. */
export function isPrivateSource(source: DataSource, { allowed }: PrivateHosts): boolean {
  const url = source.type === 'http' ? URL.parse(source.url) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  const host = hostOf(url)
  if (isLiteral(host)) return classifyAddress(host) !== 'public'
  return isLocalName(host) || findAllowEntry(allowed(), host, portOf(url), 'data') !== null
}
