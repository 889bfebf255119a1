import { Button } from '@mantine/core'
import { useIsOffline } from '../stores/farm.ts'

/** Why something can't be shown, and a way on. Where something is not saved, the browser asks before it loads the page. */
export function NotShown() {
  const isOffline = useIsOffline()
  return (
    <>
      <p>
        {isOffline
          ? 'It was not loaded before, and the farm does not answer.'
          : 'A part of it could not be loaded, or something in it failed.'}
      </p>
      <div className="actions">
        <Button disabled={isOffline} onClick={() => location.reload()}>
          Load the page again
        </Button>
      </div>
    </>
  )
}
