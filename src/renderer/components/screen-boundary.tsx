import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useIsOffline } from '../stores/farm.ts'
import { ScreenTitle } from './screen-title.tsx'

/** Keeps a screen that can't be drawn, as one whose part could not be loaded, from taking the desk along. */
export class ScreenBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Failed /> : this.props.children
  }
}

function Failed() {
  const isOffline = useIsOffline()
  return (
    <div className="screen">
      <ScreenTitle title="This screen can’t be shown" />
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
    </div>
  )
}
