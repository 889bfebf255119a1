import { useEffect, useState } from 'react'
import type { Binding } from '../../shared/binding.ts'
import { useFarm } from '../stores/farm.ts'
import { holdThumbnail, keptThumbnail, readThumbnail } from '../thumbnails.ts'
import { noPictureWords } from '../words/binding.ts'
import styles from './binding-thumbnail.module.css'

/** By then the picture before is covered by the new one, in milliseconds. */
const FADED_MS = 200

interface Shown {
  hash: string
  url: string
}

/** The last good picture of a binding, small. A newer one fades in over the one before it. */
export function BindingThumbnail({ binding, width }: { binding: Binding; width: number }) {
  const { uid, image } = binding
  const { shown, before, failed } = useThumbnail(uid, image?.hash ?? null, width)
  if (image === null) return <p className={styles.none}>{noPictureWords(binding)}</p>
  if (failed && !shown) return <p className={styles.none}>The picture can’t be loaded</p>
  return (
    <span className={styles.stack}>
      {before ? <img key={before.hash} src={before.url} alt="" /> : null}
      {shown ? <img key={shown.hash} src={shown.url} alt="" className={styles.new} decoding="async" /> : null}
    </span>
  )
}

function useThumbnail(uid: string, hash: string | null, width: number) {
  const [pictures, setPictures] = useState<{ shown: Shown | null; before: Shown | null }>(() => ({
    shown: hash === null ? null : shownOf(hash, width),
    before: null,
  }))
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (!pictures.before) return
    const timer = setTimeout(() => setPictures(({ shown }) => ({ shown, before: null })), FADED_MS)
    return () => clearTimeout(timer)
  }, [pictures.before])
  const isLive = useFarm(({ connection }) => connection === 'live')
  useEffect(() => {
    if (hash === null) return
    const leaving = new AbortController()
    let letGo = () => {}
    const show = () => {
      const shown = shownOf(hash, width)
      if (!shown || leaving.signal.aborted) return
      letGo = holdThumbnail(hash, width)
      setFailed(false)
      setPictures((was) => (was.shown?.url === shown.url ? was : { shown, before: was.shown }))
    }
    if (keptThumbnail(hash, width)) show()
    // While the farm is away nothing is asked; what is missing is asked for once it is back.
    else if (isLive) {
      const read = readThumbnail(uid, hash, width, leaving.signal)
      read.then(show, () => leaving.signal.aborted || setFailed(true))
    }
    return () => {
      leaving.abort()
      letGo()
    }
  }, [uid, hash, width, isLive])
  return { ...pictures, failed }
}

function shownOf(hash: string, width: number): Shown | null {
  const url = keptThumbnail(hash, width)
  return url === null ? null : { hash, url }
}
