import { useEffect, useState } from 'react'
import type { Image } from '../../../shared/image.ts'
import { bindingsApi } from '../../api/bindings.ts'
import { useFarm } from '../../stores/farm.ts'

/** As many as the farm keeps of a binding, unless it was set otherwise. */
const MOST = 20

/** The pictures that a binding had, newest first. @param currentId the one that it has: with another they are read anew */
export function useImages(uid: string, currentId: string | null): readonly Image[] {
  const [images, setImages] = useState<readonly Image[]>([])
  const isLive = useFarm(({ connection }) => connection === 'live')
  useEffect(() => {
    if (!isLive || currentId === null) return
    let isLeft = false
    // What can't be read now is read when the link to the farm stands again.
    bindingsApi.images(uid, MOST).then(
      (found) => isLeft || setImages(found.images),
      () => {},
    )
    return () => {
      isLeft = true
    }
  }, [uid, currentId, isLive])
  return images
}
