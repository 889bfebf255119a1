import { Button } from '@mantine/core'
import { useState } from 'react'
import { connectAccount, disconnectAccount } from '../../cloud-sync.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notify } from '../../notify.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { useSyncStatus } from '../../stores/sync.ts'
import { telling } from '../../telling.ts'
import { hostWords } from '../../words/sync.ts'
import { AccountForm } from '../sync/account-form.tsx'
import { SettingRow } from './setting-row.tsx'

/** The account that is synced with. */
export function SyncAccountSetting() {
  const status = useSyncStatus()
  if (status === null) return null
  const { account } = status
  const save = async (...input: Parameters<typeof connectAccount>) => {
    await connectAccount(...input)
    notify({ kind: 'done', text: 'The account answers, and is kept. Nothing was synced yet.' })
  }
  return (
    <SettingRow id="syncAccount" byDefault="none">
      <AccountForm key={account?.baseUrl ?? ''} account={account} onSave={save}>
        {account === null ? null : <Disconnect host={hostWords(account.baseUrl)} />}
      </AccountForm>
    </SettingRow>
  )
}

function Disconnect({ host }: { host: string }) {
  const isOffline = useIsOffline()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button disabled={isOffline} onClick={() => setAsking(true)}>
        Disconnect
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Disconnect ${host}?`}
        text="Its key is forgotten here. Nothing is deleted on either side; connect again to go on where you left off."
        action="Disconnect"
        onClose={() => setAsking(false)}
        onConfirm={() => void telling('Disconnecting', disconnectAccount)}
      />
    </>
  )
}
