import type { Blocked } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import { read } from './ask.ts'

/** Adds what the gate refused to the allow list, for what it was refused, and nothing more. */
export async function allowBlocked({ host, port, purpose }: Omit<Blocked, 'allowable'>): Promise<void> {
  const { settings } = await read<{ settings: Settings }>('/settings')
  const entry = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const known = settings.allow.find((each) => each.host === entry)
  if (known?.for.includes(purpose)) return
  const others = settings.allow.filter((each) => each !== known)
  const allow = [...others, { host: entry, for: [...(known?.for ?? []), purpose] }]
  await read('/settings', { method: 'PATCH', body: { allow } })
}
