import styles from './excerpt.module.css'

/** Text as a machine wrote it; what is long scrolls in its own place, by keyboard too. */
export function Excerpt({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={styles.excerpt} aria-label={label} tabIndex={0}>
      <pre dir="auto">{text}</pre>
    </section>
  )
}
