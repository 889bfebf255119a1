import { connectAccount, lookForChanges } from '../../cloud-sync.ts'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { AccountForm } from './account-form.tsx'

/** Nothing is connected: what it would be good for, and the way to it. */
export function NotConnected() {
  const connect = async (...input: Parameters<typeof connectAccount>) => {
    await connectAccount(...input)
    void lookForChanges()
  }
  return (
    <div className="screen">
      <ScreenTitle title="Sync" />
      <div className="empty">
        <p>
          Bindery works without an account. With one, what you make here can be published to pictify.io, and kept alike.
        </p>
        <p>Connecting moves nothing: you read what would move first.</p>
      </div>
      <AccountForm account={null} onSave={connect} />
    </div>
  )
}
