import { IconAlertTriangle } from '@tabler/icons-react'
import styles from './caution.module.css'

/** Something to think about before one says yes. */
export const Caution = ({ text }: { text: string }) => (
  <p className={styles.caution}>
    <IconAlertTriangle className="icon" aria-hidden />
    <span className="breakable">{text}</span>
  </p>
)
