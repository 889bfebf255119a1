import type { AllowSetting, Settings } from '../../shared/settings.ts'
import { read } from './ask.ts'

type Purpose = AllowSetting['for'][number]

/** Adds a host to the allow list for one purpose; one that is there already gets the purpose too. */
export async function allowHost(host: string, purpose: Purpose): Promise<void> {
  const { settings } = await read<{ settings: Settings }>('/settings')
  const known = settings.allow.find((entry) => entry.host === host)
  const entry = { host, for: [...new Set([...(known?.for ?? []), purpose])] }
  const allow = [...settings.allow.filter((each) => each !== known), entry]
  await read('/settings', { method: 'PATCH', body: { allow } })
}
