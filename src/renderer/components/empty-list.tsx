import { Button } from '@mantine/core'
import { IconDownload, IconPlus } from '@tabler/icons-react'
import { goTo, paths } from '../stores/route.ts'
import styles from './empty-list.module.css'

interface EmptyListProps {
  /** What the list would hold, in a sentence. */
  about: string
  /** The name of the way to the first one. */
  first: string
  isDisabled?: boolean
  /** Whether a file may hold some. */
  canImport?: boolean
  onBegin(): void
}

/** In the place of a list that has nothing yet: what it is good for, and where to begin. */
export function EmptyList({ about, first, isDisabled = false, canImport = false, onBegin }: EmptyListProps) {
  return (
    <div className={styles.empty}>
      <p>{about}</p>
      <p className={styles.ways}>
        <Button
          variant="filled"
          leftSection={<IconPlus className="icon" aria-hidden />}
          disabled={isDisabled}
          onClick={onBegin}
        >
          {first}
        </Button>
        {canImport ? (
          <Button
            leftSection={<IconDownload className="icon" aria-hidden />}
            onClick={() => goTo(paths.settings('portable'))}
          >
            Import a file
          </Button>
        ) : null}
      </p>
    </div>
  )
}
