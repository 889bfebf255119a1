import { EmptyList } from '../../components/empty-list.tsx'
import { goTo, paths } from '../../stores/route.ts'

/** The empty list: what a binding is, and where to begin. */
export const NoBindings = () => (
  <EmptyList
    about="A binding draws a template with data from your own source, and serves the picture at a URL that never changes."
    first="New binding"
    canImport
    onBegin={() => goTo(paths.newBinding())}
  />
)
