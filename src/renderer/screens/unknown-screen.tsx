import { ScreenTitle } from '../components/screen-title.tsx'
import { paths } from '../stores/route.ts'

export function UnknownScreen() {
  return (
    <div className="screen">
      <ScreenTitle title="There is nothing here" />
      <p>
        This address leads to no screen. <a href={paths.bindings()}>Go to the bindings</a>.
      </p>
    </div>
  )
}
