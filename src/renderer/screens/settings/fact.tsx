import type { ReactNode } from 'react'
import { CopyButton } from '../../components/copy-button.tsx'
import styles from './fact.module.css'

interface FactProps {
  /** Null where it is not set. */
  value: string | null
  /** What is copied is named by, for those who don't see what is beside it. */
  copyName?: string
  /** How it is set. */
  how?: ReactNode
}

/** What can be read here and is set elsewhere. */
export function Fact({ value, copyName, how }: FactProps) {
  return (
    <div className={styles.fact}>
      <span className={styles.line}>
        {value === null ? (
          'none'
        ) : (
          <code className={styles.value} dir="auto">
            {value}
          </code>
        )}
        {copyName && value !== null ? <CopyButton text={value} label="Copy" name={copyName} iconOnly /> : null}
      </span>
      {how ? <p className={styles.how}>{how}</p> : null}
    </div>
  )
}
