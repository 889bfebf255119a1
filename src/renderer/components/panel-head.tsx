import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { goTo } from '../stores/route.ts'
import { ListLink } from './list-link.tsx'
import styles from './panel-head.module.css'
import { ScreenTitle } from './screen-title.tsx'

interface PanelHeadProps {
  title: string
  /** The list that it was opened from. */
  list: { label: string; path: string }
  /** What leads on from it. */
  children?: ReactNode
}

/** The head of what is open beside a list: it is closed there, and where it covers the list, the way back has its name. */
export function PanelHead({ title, list, children }: PanelHeadProps) {
  return (
    <>
      <ListLink {...list} />
      <div className={styles.head}>
        <ScreenTitle title={title} />
        {children}
        <ActionIcon
          className={styles.close ?? ''}
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => goTo(list.path)}
        >
          <IconX className="icon" aria-hidden />
        </ActionIcon>
      </div>
    </>
  )
}
