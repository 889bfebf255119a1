import { ScreenTitle } from '../../components/screen-title.tsx'
import { useLeaving } from '../../stores/route.ts'

/** What is shown to a tab that has no token, or one that the farm no longer takes. */
export function SignedOut({ hasEnded }: { hasEnded: boolean }) {
  const hasUnsaved = useLeaving(({ unsaved }) => unsaved !== null)
  return (
    <main className="signed-out">
      <ScreenTitle title={hasEnded ? 'This session has ended' : 'Open Bindery by its full address'} />
      <p>
        {hasEnded
          ? 'The farm was started again, or its key was changed. Nothing is lost: open the address that it has now.'
          : 'This tab does not have the token that the address carries.'}
      </p>
      {hasUnsaved ? (
        <p>
          <strong>What you have not saved is kept in this tab.</strong> Paste the new address into it, and you go on
          where you were.
        </p>
      ) : null}
      <p>The farm prints the address when it starts, on the line after “Bindery is ready”. It looks like this:</p>
      <p>
        <code className="address">{location.origin}/app/#token=…</code>
      </p>
      <p className="faint">
        Each start has an address of its own. Where the lines are out of sight, stop the farm with Ctrl+C and start it
        again with <code>npm run serve</code>.
      </p>
    </main>
  )
}
