import { EmptyList } from '../../components/empty-list.tsx'
import { goTo, paths } from '../../stores/route.ts'

/** The empty list: what a template is, and where to begin. */
export const NoTemplates = () => (
  <EmptyList
    about="A template is HTML with variables: the shape that your data is drawn in."
    first="New template"
    canImport
    onBegin={() => goTo(paths.newTemplate())}
  />
)
