import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './mapping-list.module.css'
import type { ValueNow } from './value-now.ts'
import { valueText } from './value-text.ts'

const WHENCE: Partial<Record<ValueNow['kind'], string>> = {
  default: 'default; not in the data',
  constant: 'constant',
  template: 'of the template',
}

/** The value that a variable has now, and where it comes from if not from the data. */
export function RowValue({ now, isRequired }: { now: ValueNow; isRequired: boolean }) {
  if (now.kind === 'fault') return null
  if (now.kind === 'unknown') return <span className={classes.nothing}>not known yet</span>
  if (now.kind === 'missing' || now.kind === 'none') {
    const isBad = now.kind === 'missing' || isRequired
    const words = now.kind === 'missing' ? 'not in the data' : 'empty'
    return (
      <span className={isBad ? classes.missing : classes.nothing}>
        {isBad ? <IconAlertTriangle className="icon" aria-hidden /> : null}
        {words}
      </span>
    )
  }
  const whence = WHENCE[now.kind]
  const text = valueText(now.value)
  return (
    <span className={classes.now} title={text} dir="auto">
      {text === '' ? <span className={classes.nothing}>empty text</span> : text}
      {whence ? <span className={classes.nothing}> ({whence})</span> : null}
    </span>
  )
}
