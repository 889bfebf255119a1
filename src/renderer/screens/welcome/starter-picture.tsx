import { useEffect, useState } from 'react'
import { ask, pathOf } from '../../api/ask.ts'
import styles from './starter-picture.module.css'

/** What a template looks like, with its defaults. It is decoration: the name stands beside it. */
export function StarterPicture({ uid }: { uid: string }) {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    const ending = new AbortController()
    let made: string | null = null
    const load = async () => {
      const response = await ask(`${pathOf('templates', uid, 'thumbnail')}?width=320`, { signal: ending.signal })
      made = URL.createObjectURL(await response.blob())
      if (!ending.signal.aborted) setUrl(made)
    }
    // Without a browser there are no pictures; the names are enough to choose by.
    load().catch(() => {})
    return () => {
      ending.abort()
      if (made !== null) URL.revokeObjectURL(made)
    }
  }, [uid])
  return <span className={styles.frame}>{url ? <img src={url} alt="" /> : null}</span>
}
