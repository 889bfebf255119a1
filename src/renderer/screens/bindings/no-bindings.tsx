import { Button } from '@mantine/core'
import { IconDownload, IconPlus } from '@tabler/icons-react'
import { EmptyList } from '../../components/empty-list.tsx'
import { goTo, paths } from '../../stores/route.ts'

/** The empty list: what a binding is, and where to begin. */
export function NoBindings() {
  return (
    <EmptyList about="A binding draws a template with data from your own source, and serves the picture at a URL that never changes.">
      <Button
        variant="filled"
        leftSection={<IconPlus className="icon" aria-hidden />}
        onClick={() => goTo(paths.newBinding())}
      >
        New binding
      </Button>
      <Button
        leftSection={<IconDownload className="icon" aria-hidden />}
        onClick={() => goTo(paths.settings('portable'))}
      >
        Import a file
      </Button>
    </EmptyList>
  )
}
