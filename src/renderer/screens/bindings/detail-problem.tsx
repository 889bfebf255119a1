import { Button } from '@mantine/core'
import type { Binding } from '../../../shared/binding.ts'
import { allowForBinding } from '../../allow-for-binding.ts'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'
import { type BindingStep, bindingStep } from '../../words/binding-step.ts'
import { stageWords } from '../../words/failure.ts'

/** Why it fails, and what to do about it. */
export function DetailProblem({ binding }: { binding: Binding }) {
  const { lastError, nextRefreshAt, needs_secret } = binding
  const step = bindingStep(binding)
  if (!lastError && !needs_secret) return null
  return (
    <section className="problem" aria-label="Last failure">
      {lastError ? (
        <>
          <h2>{stageWords(lastError.stage)}</h2>
          <p>{lastError.message}</p>
          <p>
            Failed <TimeAgo at={lastError.at} />
            {nextRefreshAt ? '; the next try is ' : '; it is not tried again by itself'}
            {nextRefreshAt ? <TimeAgo at={nextRefreshAt} /> : null}.
          </p>
        </>
      ) : (
        <h2>It needs its credential</h2>
      )}
      {step ? <Step step={step} binding={binding} /> : null}
    </section>
  )
}

function Step({ step, binding }: { step: BindingStep; binding: Binding }) {
  const isOffline = useIsOffline()
  const places = {
    editor: paths.editBinding(binding.uid),
    template: paths.template(binding.templateId),
    chromium: paths.settings('chromium'),
  }
  const act = () => (step.kind === 'allow' ? allowForBinding(step.blocked, binding) : goTo(places[step.to]))
  return (
    <p className="problem-step">
      <Button disabled={isOffline && step.kind === 'allow'} onClick={() => void act()}>
        {step.label}
      </Button>
      <span>{step.why}</span>
    </p>
  )
}
