import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Binding } from '../../../../shared/binding.ts'
import { bindingsApi } from '../../../api/bindings.ts'
import { webhooksInApi } from '../../../api/webhooks.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { Icon } from '../../../components/icon.tsx'
import { SecretDialog } from '../../../components/secret-dialog.tsx'
import { putBinding } from '../../../stores/bindings.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import { telling } from '../../../telling.ts'
import styles from '../webhooks-screen.module.css'

/** The secret that calls are signed with; it is shown in the moment it is made. */
export function HookSecret({ binding: { uid, webhookSecretSet } }: { binding: Binding }) {
  const isOffline = useIsOffline()
  const [isAsking, setAsking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const make = () =>
    telling('Making the secret', async () => {
      setSecret(await webhooksInApi.rotateSecret(uid))
      putBinding(await bindingsApi.get(uid))
    })
  return (
    <section className="block">
      <h3>Signing secret</h3>
      <p className={styles.tone} data-tone={webhookSecretSet ? 'good' : 'idle'}>
        <Icon name={webhookSecretSet ? 'good' : 'idle'} />
        {webhookSecretSet
          ? 'Set: calls without a right signature are refused.'
          : 'Not set: whoever knows the URL can call it.'}
      </p>
      <div>
        <Button disabled={isOffline} onClick={webhookSecretSet ? () => setAsking(true) : make}>
          {webhookSecretSet ? 'Replace the secret' : 'Set a secret'}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title="Replace the signing secret?"
        text="Calls that are signed with the old one are refused from then on."
        action="Replace"
        onClose={() => setAsking(false)}
        onConfirm={make}
      />
      <SecretDialog
        title="The signing secret"
        secret={secret}
        about="From now on every call needs the header X-Webhook-Signature: sha256=… with the HMAC-SHA256 of its body by this secret."
        onClose={() => setSecret(null)}
      />
    </section>
  )
}
