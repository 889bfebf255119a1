import type { ReactNode } from 'react'
import classes from './editor.module.css'

/** One of the editor's panes. F6 goes from one to the next. */
export function Pane({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.pane} data-pane aria-label={title} tabIndex={-1}>
      <div className={classes.paneHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
