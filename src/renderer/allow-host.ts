import type { Blocked } from '../shared/blocked.ts'
import type { Settings } from '../shared/settings.ts'
import { read } from './api/ask.ts'
import { hostEntry } from './words/allow.ts'

/** The allow list with one host more, or with one purpose more of a host that is on it. */
export function withHost(allow: Settings['allow'], { purpose, ...place }: Pick<Blocked, 'host' | 'port' | 'purpose'>) {
  const host = hostEntry(place)
  const known = allow.find((entry) => entry.host === host)
  if (!known) return [...allow, { host, for: [purpose] }]
  const purposes = [...new Set([...known.for, purpose])]
  return allow.map((entry) => (entry === known ? { host, for: purposes } : entry))
}

/** Puts a host on the farm's allow list, for what it was refused and no more. @throws {ApiError} @throws {Unreachable} */
export async function allowHost(blocked: Pick<Blocked, 'host' | 'port' | 'purpose'>): Promise<void> {
  const { settings } = await read<{ settings: Settings }>('/settings')
  await read('/settings', { method: 'PATCH', body: { allow: withHost(settings.allow, blocked) } })
}
