import { useEffect, useRef } from 'react'
import type { DryRun } from '../../../shared/dry-run.ts'
import type { Run } from '../../../shared/run.ts'
import { stageWords } from '../../words/failure.ts'
import { nextStep } from '../../words/next-step.ts'
import { PictureDifference } from './picture-difference.tsx'
import styles from './run-panel.module.css'
import { isPicture, ownPath, Shown } from './run-picture.tsx'
import type { RunTrialState } from './use-run-trial.ts'

/** What comes of the run's data by the binding as it is now. */
export function RunTrial({ run, trial }: { run: Run; trial: RunTrialState }) {
  const section = useRef<HTMLElement>(null)
  const isOver = trial.step === 'done' || trial.step === 'refused'
  useEffect(() => {
    if (isOver) section.current?.scrollIntoView({ block: 'nearest' })
  }, [isOver])
  if (!isOver) return null
  return (
    <section ref={section} className="block" aria-label="Run again with this data">
      <h2>Run again with this data</h2>
      {trial.step === 'refused' ? <p role="alert">{trial.message}</p> : <Result run={run} result={trial.result} />}
    </section>
  )
}

function Result({ run, result: { image, error, data } }: { run: Run; result: DryRun }) {
  if (error) {
    return (
      <div className="problem" role="alert">
        <h3>{stageWords(error.stage)}</h3>
        <p>{error.message}</p>
        <p>{nextStep(error)}</p>
      </div>
    )
  }
  const before = ownPath(run.imageUrl)
  return (
    <>
      <p className="faint" role="status">
        {data === null ? 'Drawn of the variables that are kept with the run, ' : 'Drawn of its data, '}
        by the binding as it is now. Nothing was published.
      </p>
      <div className={styles.pictures}>
        {before === null ? null : <Shown url={before} caption="This run" />}
        {image ? (
          <figure>
            <span className={styles.drawn}>
              <img src={image.dataUrl} alt="The picture: Now" />
            </span>
            <figcaption>Now</figcaption>
          </figure>
        ) : null}
        {image && before !== null && isPicture(before) ? (
          <PictureDifference before={before} after={image.dataUrl} />
        ) : null}
      </div>
    </>
  )
}
