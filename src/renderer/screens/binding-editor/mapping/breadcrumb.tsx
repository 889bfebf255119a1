import { Fragment } from 'react'
import type { JsonRow } from './json-rows.ts'
import classes from './json-tree.module.css'

/** Where the first line in sight lies; a step goes back to its line. */
export function Breadcrumb({ row, onGo }: { row: JsonRow | undefined; onGo(row: JsonRow): void }) {
  const way: JsonRow[] = []
  for (let at = row?.parent ?? null; at; at = at.parent) way.unshift(at)
  if (way.length === 0 && row) way.push(row)
  return (
    <nav className={classes.crumbs} aria-label="Place in the data">
      {way.map((each, at) => (
        <Fragment key={each.depth}>
          {at > 0 ? <span aria-hidden>›</span> : null}
          <button type="button" onClick={() => onGo(each)}>
            {typeof each.key === 'number' ? `[${each.key}]` : (each.key ?? 'All')}
          </button>
        </Fragment>
      ))}
    </nav>
  )
}
