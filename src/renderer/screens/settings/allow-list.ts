import type { AllowSetting } from '../../../shared/settings.ts'

export type Purpose = AllowSetting['for'][number]

/** What a private host may be reached for. */
export const PURPOSES: { value: Purpose; label: string; about: string }[] = [
  { value: 'data', label: 'Data', about: 'what bindings fetch' },
  { value: 'pages', label: 'Pages', about: 'what templates load' },
  { value: 'webhooks', label: 'Webhooks', about: 'where events are sent' },
]

export const purposeWords = (purposes: readonly Purpose[]): string =>
  purposes.length === PURPOSES.length
    ? 'everything'
    : PURPOSES.filter(({ value }) => purposes.includes(value))
        .map(({ label }) => label.toLowerCase())
        .join(', ')

/** The list with an entry added, or put in the place of the one of that host. One host has one entry. */
export function withEntry(list: readonly AllowSetting[], entry: AllowSetting, replaced: string | null): AllowSetting[] {
  const isOther = ({ host }: AllowSetting) => host !== entry.host
  const at = list.findIndex(({ host }) => host === replaced)
  if (at < 0) return [...list.filter(isOther), entry]
  return list.flatMap((each, index) => (index === at ? [entry] : isOther(each) ? [each] : []))
}

export const withoutHost = (list: readonly AllowSetting[], host: string): AllowSetting[] =>
  list.filter((entry) => entry.host !== host)
