import { useEffect, useState } from 'react'
import { bindingDraftsApi } from '../../api/binding-drafts.ts'
import classes from './choose-template.module.css'

/** A template, small. What needs the key can't be named in an <img>, so that it is read here. */
export function TemplatePicture({ uid, version }: { uid: string; version: string }) {
  const [source, setSource] = useState<string | null>(null)
  const [isBroken, setBroken] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another picture
  useEffect(() => {
    const leaving = new AbortController()
    let url: string | null = null
    bindingDraftsApi
      .templatePicture(uid, leaving.signal)
      .then((blob) => {
        url = URL.createObjectURL(blob)
        setSource(url)
      })
      .catch(() => leaving.signal.aborted || setBroken(true))
    return () => {
      leaving.abort()
      if (url !== null) URL.revokeObjectURL(url)
    }
  }, [uid, version])
  return (
    <div className={classes.picture}>
      {source ? <img src={source} alt="" decoding="async" /> : isBroken ? 'It can’t be drawn' : null}
    </div>
  )
}
