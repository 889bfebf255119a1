import { useEffect, useState } from 'react'
import type { Binding } from '../../shared/binding.ts'
import { useFarm } from '../stores/farm.ts'
import { noPictureWords } from '../words/binding.ts'

/** The picture as its URL serves it now. While a newer one loads, the one before it stays. */
export function Thumbnail({ binding }: { binding: Binding }) {
  const source = pictureSource(binding)
  const connection = useFarm(({ connection }) => connection)
  const [failed, setFailed] = useState<string | null>(null)
  // What could not be loaded while the farm was away is tried again once it is back.
  useEffect(() => {
    if (connection === 'live') setFailed(null)
  }, [connection])

  if (source === null) return <p className="thumbnail-none">{noPictureWords(binding)}</p>
  if (failed === source) return <p className="thumbnail-none">The picture can’t be loaded</p>
  return <img src={source} alt={binding.name} loading="lazy" decoding="async" onError={() => setFailed(source)} />
}

/**
 * The render URL at this page's own origin, since the public one may not be reachable from here, with a mark that
 * changes when the picture does; null where there is nothing to ask for, as asking would wait for a first picture.
 */
export function pictureSource(binding: Binding): string | null {
  const { uid, lastRenderedAt, lastError, status, refreshPolicy, outputConfig, renderUrl } = binding
  const isFailing = status === 'error'
  if (lastRenderedAt === null && !isFailing) return null
  if (lastRenderedAt === null && refreshPolicy.onError !== 'serve_default') return null
  // An <img> can't show a PDF; the same picture is to be had as PNG.
  const extension = outputConfig.format === 'pdf' ? 'png' : (renderUrl.split('.').at(-1) ?? 'png')
  const mark = isFailing && refreshPolicy.onError !== 'serve_stale' ? `failed-${lastError?.at}` : lastRenderedAt
  return `/b/${encodeURIComponent(uid)}.${extension}?v=${encodeURIComponent(mark ?? '')}`
}
