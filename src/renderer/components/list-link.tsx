import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import styles from './list-link.module.css'

/** The way back to a list, where what is open of it covers it. */
export function ListLink({ label, path }: { label: string; path: string }) {
  return (
    <Button
      component="a"
      href={path}
      className={styles.back ?? ''}
      leftSection={<IconArrowLeft className="icon" aria-hidden />}
    >
      {label}
    </Button>
  )
}
