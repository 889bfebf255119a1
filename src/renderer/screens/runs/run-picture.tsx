import type { PreviousPicture, Run } from '../../../shared/run.ts'
import { PictureDifference } from './picture-difference.tsx'
import styles from './run-panel.module.css'

/** The picture that it drew beside the one before, and where they differ. */
export function RunPicture({ run, previous }: { run: Run; previous: PreviousPicture | null }) {
  const [before, after] = [ownPath(previous?.imageUrl), ownPath(run.imageUrl)]
  if (before === null && after === null) return null
  const isComparable = before !== null && after !== null && isPicture(before) && isPicture(after)
  return (
    <section className="block">
      <h2>Picture</h2>
      {after === null ? <p className="faint">It drew nothing new: the picture before stays.</p> : null}
      <div className={styles.pictures}>
        {before === null ? null : <Shown url={before} caption="Before" />}
        {after === null ? null : <Shown url={after} caption="This run" />}
        {isComparable ? <PictureDifference before={before} after={after} /> : null}
      </div>
      {before === null && after !== null ? (
        <p className="faint">There is none to compare it with: it is the first, or the one before is not kept.</p>
      ) : null}
    </section>
  )
}

export function Shown({ url, caption }: { url: string; caption: string }) {
  return (
    <figure>
      <a href={url} target="_blank" rel="noreferrer" title="Open it in its full size">
        {isPicture(url) ? <img src={url} alt={`The picture: ${caption}`} loading="lazy" /> : 'Open the PDF'}
      </a>
      <figcaption>{caption}</figcaption>
    </figure>
  )
}

export const isPicture = (path: string): boolean => !path.endsWith('.pdf')

/** At this page's own origin, since the public address may not be reachable from here. */
export const ownPath = (url: string | null | undefined): string | null =>
  url ? (URL.parse(url)?.pathname ?? null) : null
