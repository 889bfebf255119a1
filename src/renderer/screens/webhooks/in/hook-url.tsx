import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Binding } from '../../../../shared/binding.ts'
import { webhooksInApi } from '../../../api/webhooks.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { notify } from '../../../notify.tsx'
import { putBinding } from '../../../stores/bindings.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import { telling } from '../../../telling.ts'
import styles from '../webhooks-screen.module.css'

/** The address that is called. Whoever knows it can call it, so that it can be replaced. */
export function HookUrl({ binding: { uid, name, webhookUrl } }: { binding: Binding }) {
  const isOffline = useIsOffline()
  const [isAsking, setAsking] = useState(false)
  const replace = () =>
    telling('Replacing the URL', async () => {
      putBinding(await webhooksInApi.rotateUrl(uid))
      notify({ kind: 'done', text: `“${name}” has a new webhook URL. The old one is gone.` })
    })
  return (
    <section className="block">
      <h3>URL</h3>
      <p className={styles.line}>
        <code title={webhookUrl}>{webhookUrl}</code>
        <CopyButton text={webhookUrl} label="Copy" name="Copy the webhook URL" />
      </p>
      <div>
        <Button disabled={isOffline} onClick={() => setAsking(true)}>
          Replace the URL
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title="Replace the webhook URL?"
        text="The old URL stops working at once: whoever calls it gets a 404 until it is given the new one."
        action="Replace"
        onClose={() => setAsking(false)}
        onConfirm={replace}
      />
    </section>
  )
}
