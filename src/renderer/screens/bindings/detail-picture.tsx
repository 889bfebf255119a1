import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import type { Image } from '../../../shared/image.ts'
import { Thumbnail } from '../../components/thumbnail.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { exactTime } from '../../words/time.ts'
import styles from './detail-picture.module.css'
import { useImages } from './use-images.ts'

/** The picture as its URL serves it now, over those that it served before. */
export function DetailPicture({ binding }: { binding: Binding }) {
  const { uid, name, image } = binding
  const images = useImages(uid, image?.id ?? null)
  const [chosenId, choose] = useState<string | null>(null)
  const chosen = images.find(({ id }) => id === chosenId)
  return (
    <div className={styles.pictures}>
      <div className="thumbnail thumbnail-large">
        {chosen ? (
          <img src={sourceOf(chosen)} alt={`${name}, ${exactTime(chosen.createdAt)}`} />
        ) : (
          <Thumbnail binding={binding} />
        )}
      </div>
      {chosen ? (
        <p className={styles.past}>
          <span>
            An earlier picture, from <TimeAgo at={chosen.createdAt} />
          </span>
          <Button onClick={() => choose(null)}>Show the present one</Button>
        </p>
      ) : null}
      {images.length > 1 ? (
        <ul className={styles.strip} aria-label="Pictures that it had">
          {images.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className={styles.small}
                aria-pressed={chosen ? chosen === each : each.isCurrent}
                aria-label={`${each.isCurrent ? 'Present picture' : 'Picture'} of ${exactTime(each.createdAt)}`}
                title={exactTime(each.createdAt)}
                onClick={() => choose(each.isCurrent ? null : each.id)}
              >
                <img src={sourceOf(each)} alt="" loading="lazy" decoding="async" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

/** At this page's own origin, since the public one may not be reachable from here; a PDF is to be had as PNG. */
const sourceOf = ({ id, format }: Image): string =>
  `/renders/${encodeURIComponent(id)}.${format === 'pdf' ? 'png' : format}`
