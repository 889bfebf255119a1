import { Button, Group } from '@mantine/core'
import { goTo, paths } from '../../stores/route.ts'

/** The empty list: what a template is, and where to begin. */
export function NoTemplates() {
  return (
    <div className="empty">
      <p>A template is HTML with variables: the shape that your data is drawn in.</p>
      <Group>
        <Button variant="filled" onClick={() => goTo(paths.newTemplate())}>
          New template
        </Button>
        <Button onClick={() => goTo(paths.settings('storage'))}>Import</Button>
      </Group>
    </div>
  )
}
