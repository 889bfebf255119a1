import { ScreenTitle } from '../../components/screen-title.tsx'

/** The place of sync, which is still to come. */
export function SyncScreen() {
  return (
    <div className="screen">
      <ScreenTitle title="Sync" />
      <div className="empty">
        <p>Sync with pictify.io is not part of this version. All that you make stays on this machine.</p>
      </div>
    </div>
  )
}
