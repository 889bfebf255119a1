import { ScreenTitle } from '../components/screen-title.tsx'
import { bindingsPath } from '../stores/route.ts'

export function UnknownScreen() {
  return (
    <div className="screen">
      <ScreenTitle title="There is nothing here" />
      <p>
        This address leads to no screen. <a href={bindingsPath()}>Go to the bindings</a>.
      </p>
    </div>
  )
}
