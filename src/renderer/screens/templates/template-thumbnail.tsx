import { useEffect, useRef, useState } from 'react'
import type { Template } from '../../../shared/template.ts'
import { templatesApi } from '../../api/templates.ts'
import { useFarm } from '../../stores/farm.ts'

/** Pixels; a card is a good 260 wide, and screens may be twice as dense. */
const WIDTH = 560
/** Thumbnails begin to load when they are this near, CSS pixels. */
const NEAR = '300px'

/** The template drawn with its defaults, once it is nearly in sight. While a newer one is drawn, the one before stays. */
export function TemplateThumbnail({ template }: { template: Template }) {
  const host = useRef<HTMLSpanElement>(null)
  const isNear = useNear(host)
  const { source, reason } = useThumbnail(template, isNear)
  return (
    <span ref={host} className="thumbnail">
      {source ? <img src={source} alt="" decoding="async" /> : <span className="thumbnail-none">{reason}</span>}
    </span>
  )
}

function useNear(host: React.RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (!host.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), { rootMargin: NEAR })
    observer.observe(host.current)
    return () => observer.disconnect()
  }, [host])
  return isNear
}

function useThumbnail({ uid, updatedAt, engine }: Template, isNear: boolean) {
  const [source, setSource] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const connection = useFarm(({ connection }) => connection)
  const isOurs = engine === 'html'
  // biome-ignore lint/correctness/useExhaustiveDependencies: a save is another picture, and a farm that is back is asked again
  useEffect(() => {
    if (!isNear || !isOurs) return
    let isLeft = false
    const take = (blob: Blob) => isLeft || setSource(URL.createObjectURL(blob))
    templatesApi.thumbnail(uid, WIDTH).then(take, () => isLeft || setReason('It can’t be drawn; open it to see why'))
    return () => {
      isLeft = true
    }
  }, [uid, updatedAt, isNear, isOurs, connection])
  useEffect(() => () => (source === null ? undefined : URL.revokeObjectURL(source)), [source])
  return { source, reason: isOurs ? reason : `Of the engine “${engine}”, which Bindery can’t draw` }
}
