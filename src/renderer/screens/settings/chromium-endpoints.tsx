import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { ChromiumEndpoint, EndpointHealthView } from '../../../shared/chromium-endpoint.ts'
import { notify } from '../../notify.tsx'
import { useChromium } from '../../stores/chromium.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { useSettings } from '../../stores/settings.ts'
import styles from './allowed-hosts.module.css'
import { EndpointForm } from './endpoint-form.tsx'
import { EndpointTable } from './endpoint-table.tsx'
import { SavedMark } from './saved-mark.tsx'
import { SettingRow } from './setting-row.tsx'
import { useSaving } from './use-saving.ts'

const NONE: EndpointHealthView[] = []

/** The browsers on other machines that draw too: each is added, changed and removed by itself. */
export function ChromiumEndpoints() {
  const endpoints = useChromium(({ chromium }) => chromium?.endpoints ?? NONE)
  const isOffline = useIsOffline()
  const saving = useSaving()
  const [open, setOpen] = useState<{ endpoint: ChromiumEndpoint | null } | null>(null)
  const adder = useRef<HTMLButtonElement>(null)
  /** The browser whose form was left last. */
  const leftAt = useRef<string | null>(null)
  const current = () => useSettings.getState().settings?.chromiumEndpoints ?? []
  const without = (url: string) => current().filter((each) => each.url !== url)

  // What was opened from takes the focus back, once it is there again.
  useEffect(() => {
    if (open !== null || leftAt.current === null) return
    const place = document.getElementById(`edit-endpoint-${leftAt.current}`) ?? adder.current
    leftAt.current = null
    place?.focus()
  }, [open])
  const close = (url: string) => {
    leftAt.current = url
    setOpen(null)
    saving.forget()
  }
  const save = async (endpoint: ChromiumEndpoint) => {
    const before = open?.endpoint?.url
    const isIn = current().some(({ url }) => url === before)
    const next = isIn
      ? current().map((each) => (each.url === before ? endpoint : each))
      : [...without(endpoint.url), endpoint]
    if (await saving.save({ chromiumEndpoints: next })) close(endpoint.url)
  }
  const remove = async ({ url }: EndpointHealthView) => {
    if (!(await saving.save({ chromiumEndpoints: without(url) }))) return
    notify({ kind: 'done', text: `${url} draws no longer.` })
  }
  return (
    <SettingRow id="chromiumEndpoints" byDefault="none" isWide>
      {endpoints.length > 0 ? (
        <EndpointTable
          endpoints={endpoints}
          isOffline={isOffline}
          onEdit={({ url, weight }) => setOpen({ endpoint: { url, weight } })}
          onRemove={(endpoint) => void remove(endpoint)}
        />
      ) : (
        <p className="faint">None: all pictures are drawn on this machine.</p>
      )}
      {open ? (
        <EndpointForm
          key={open.endpoint?.url ?? ''}
          endpoint={open.endpoint}
          saving={saving}
          onSave={(endpoint) => void save(endpoint)}
          onCancel={() => close(open.endpoint?.url ?? '')}
        />
      ) : (
        <div className={styles.foot}>
          <Button
            ref={adder}
            leftSection={<IconPlus className="icon" aria-hidden />}
            onClick={() => setOpen({ endpoint: null })}
            disabled={isOffline}
          >
            Add a browser
          </Button>
          <SavedMark state={saving.state} />
          <span role="alert" className={styles.error}>
            {saving.error}
          </span>
        </div>
      )}
    </SettingRow>
  )
}
