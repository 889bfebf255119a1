import type { ChromiumEndpoint, EndpointHealthView } from '../../../shared/chromium-endpoint.ts'
import { notify } from '../../notify.tsx'
import { useChromium } from '../../stores/chromium.ts'
import { useSettings } from '../../stores/settings.ts'
import { EditedList } from './edited-list.tsx'
import { EndpointForm } from './endpoint-form.tsx'
import { EndpointTable } from './endpoint-table.tsx'
import { useSaving } from './use-saving.ts'

const NONE: EndpointHealthView[] = []

/** The browsers on other machines that draw too. */
export function ChromiumEndpoints() {
  const endpoints = useChromium(({ chromium }) => chromium?.endpoints ?? NONE)
  const saving = useSaving()
  const current = () => useSettings.getState().settings?.chromiumEndpoints ?? []
  const without = (url: string) => current().filter((each) => each.url !== url)
  const save = (endpoint: ChromiumEndpoint, before: ChromiumEndpoint | null) => {
    const isIn = current().some(({ url }) => url === before?.url)
    const chromiumEndpoints = isIn
      ? current().map((each) => (each.url === before?.url ? endpoint : each))
      : [...without(endpoint.url), endpoint]
    return saving.save({ chromiumEndpoints })
  }
  const remove = async ({ url }: EndpointHealthView) => {
    if (!(await saving.save({ chromiumEndpoints: without(url) }))) return
    notify({ kind: 'done', text: `${url} draws no longer.` })
  }
  return (
    <EditedList<ChromiumEndpoint>
      id="chromiumEndpoints"
      addWords="Add a browser"
      nameOf={({ url }) => url}
      Form={EndpointForm}
      saving={saving}
      save={save}
      table={(edit) => (
        <EndpointTable
          endpoints={endpoints}
          onEdit={({ url, weight }) => edit({ url, weight })}
          onRemove={(endpoint) => void remove(endpoint)}
        />
      )}
    />
  )
}
