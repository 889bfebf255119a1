import { Button } from '@mantine/core'
import { IconDownload, IconPlus } from '@tabler/icons-react'
import { EmptyList } from '../../components/empty-list.tsx'
import { goTo, paths } from '../../stores/route.ts'

/** The empty list: what a template is, and where to begin. */
export function NoTemplates() {
  return (
    <EmptyList about="A template is HTML with variables: the shape that your data is drawn in.">
      <Button
        variant="filled"
        leftSection={<IconPlus className="icon" aria-hidden />}
        onClick={() => goTo(paths.newTemplate())}
      >
        New template
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
