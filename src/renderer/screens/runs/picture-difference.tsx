import { useEffect, useRef, useState } from 'react'
import { percent } from '../../words/number.ts'
import { type Comparison, comparePictures } from './compare-pictures.ts'
import styles from './run-panel.module.css'

type State = Comparison | { kind: 'comparing' } | { kind: 'failed' }

/** Where two pictures differ, and by how much. */
export function PictureDifference({ before, after }: { before: string; after: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [state, setState] = useState<State>({ kind: 'comparing' })
  useEffect(() => {
    let isAsked = true
    const take = (found: State) => isAsked && setState(found)
    if (canvas.current)
      comparePictures(before, after, colourOf(canvas.current)).then(take, () => take({ kind: 'failed' }))
    return () => {
      isAsked = false
    }
  }, [before, after])
  useEffect(() => {
    if (state.kind !== 'same-size' || !canvas.current) return
    const { width, height, difference } = state
    Object.assign(canvas.current, { width, height })
    canvas.current.getContext('2d')?.putImageData(new ImageData(difference.picture, width, height), 0, 0)
  }, [state])
  const words = differenceWords(state)
  return (
    <figure>
      <div className={styles.drawn}>
        <canvas ref={canvas} role="img" aria-label={words} />
      </div>
      <figcaption>
        <span role="status">{words}</span>
      </figcaption>
    </figure>
  )
}

function differenceWords(state: State): string {
  switch (state.kind) {
    case 'comparing':
      return 'Comparing…'
    case 'failed':
      return 'One of them can’t be loaded any more'
    case 'other-size':
      return `The size changed from ${state.before} to ${state.after}`
    default:
      return state.difference.share === 0 ? 'No pixel differs' : `${percent(state.difference.share)} of pixels differ`
  }
}

/** The colour of an element as red, green and blue. */
function colourOf(element: Element): [number, number, number] {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (!context) return [0, 0, 0]
  context.fillStyle = getComputedStyle(element).color
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return [red, green, blue]
}
