import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type ComponentType, useEffect, useRef, useState } from 'react'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { goTo, paths } from '../../stores/route.ts'
import { useLiveSettings } from '../../sync-settings.ts'
import { BeginStep } from './begin-step.tsx'
import { BrowserStep } from './browser-step.tsx'
import { PlaceStep } from './place-step.tsx'
import styles from './welcome-screen.module.css'

const STEPS: { title: string; Step: ComponentType }[] = [
  { title: 'What draws', Step: BrowserStep },
  { title: 'Where it runs', Step: PlaceStep },
  { title: 'The first picture', Step: BeginStep },
]

/** The first run: three steps to a live picture, each of which can be skipped. */
export function WelcomeScreen() {
  useLiveSettings()
  const [at, setAt] = useState(0)
  const heading = useRef<HTMLHeadingElement>(null)
  const hasMoved = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: reading goes on from the step that one went to
  useEffect(() => {
    if (hasMoved.current) heading.current?.focus()
    hasMoved.current = true
  }, [at])
  const { title, Step } = STEPS[at] ?? { title: '', Step: BeginStep }
  const isLast = at === STEPS.length - 1
  return (
    <div className={styles.welcome}>
      <ScreenTitle title="Welcome to Bindery">
        <p className="faint">Your data, drawn by your template, at a URL that never changes.</p>
      </ScreenTitle>
      <Steps at={at} onGo={setAt} />
      <section className={styles.step} aria-labelledby="welcome-step">
        <h2 id="welcome-step" ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h2>
        <Step />
      </section>
      <footer className={styles.foot}>
        {isLast ? null : (
          <Button variant="filled" onClick={() => setAt(at + 1)}>
            Continue
          </Button>
        )}
        {at > 0 ? <Button onClick={() => setAt(at - 1)}>Back</Button> : null}
        <Button variant="subtle" color="gray" onClick={() => goTo(paths.bindings())}>
          {isLast ? 'Finish without one' : 'Skip all'}
        </Button>
      </footer>
    </div>
  )
}

function Steps({ at, onGo }: { at: number; onGo(step: number): void }) {
  return (
    <ol className={styles.steps} aria-label="Steps">
      {STEPS.map(({ title }, index) => (
        <li key={title}>
          <button type="button" aria-current={index === at ? 'step' : undefined} onClick={() => onGo(index)}>
            <span className={styles.number} aria-hidden="true">
              {index < at ? <IconCheck className="icon" /> : index + 1}
            </span>
            {title}
            {index < at ? <span className="visually-hidden"> (done)</span> : null}
          </button>
        </li>
      ))}
    </ol>
  )
}
