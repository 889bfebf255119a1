import { Tabs } from '@mantine/core'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { useReturn } from '../../components/use-return.ts'
import { goTo, paths } from '../../stores/route.ts'
import { WebhooksIn } from './in/webhooks-in.tsx'
import { WebhooksOut } from './out/webhooks-out.tsx'
import styles from './webhooks-screen.module.css'

/** Calls that come in, and events that go out. */
export function WebhooksScreen({ part, uid }: { part: 'in' | 'out'; uid: string | null }) {
  const listPath = () => (part === 'out' ? paths.webhooksOut() : paths.webhooksIn())
  useReturn(uid, listPath)
  return (
    <Tabs
      value={part}
      onChange={(value) => goTo(value === 'out' ? paths.webhooksOut() : paths.webhooksIn())}
      className={styles.screen}
    >
      <div className={styles.top}>
        <ScreenTitle title="Webhooks" />
        <Tabs.List aria-label="Which way" className={styles.tabs ?? ''}>
          <Tabs.Tab value="in">In</Tabs.Tab>
          <Tabs.Tab value="out">Out</Tabs.Tab>
        </Tabs.List>
      </div>
      <Tabs.Panel value="in" className={styles.part} data-open={uid !== null || undefined}>
        <WebhooksIn uid={uid} />
      </Tabs.Panel>
      <Tabs.Panel value="out" className={styles.part} data-open={uid !== null || undefined}>
        <WebhooksOut uid={uid} />
      </Tabs.Panel>
    </Tabs>
  )
}
