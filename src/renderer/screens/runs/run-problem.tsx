import type { Run, RunDetails } from '../../../shared/run.ts'
import { refreshBinding } from '../../binding-actions.ts'
import { AllowHostButton } from '../../components/allow-host-button.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { stageWords } from '../../words/failure.ts'
import { nextStep } from '../../words/next-step.ts'
import styles from './run-panel.module.css'

/** Why it failed, and what to do about it. */
export function RunProblem({ run: { error, bindingUid }, details }: { run: Run; details: RunDetails | null }) {
  const binding = useBindings(({ byUid }) => byUid[bindingUid])
  if (!error) return null
  const blocked = details?.blocked
  const step = nextStep(error)
  return (
    <section className="problem" aria-label="Why it failed">
      <h2>{stageWords(error.stage)}</h2>
      <p>{error.message}</p>
      {blocked ? (
        <div className={styles.steps}>
          <AllowHostButton blocked={blocked} onAllowed={() => (binding ? refreshBinding(binding) : undefined)} />
        </div>
      ) : step === null ? null : (
        <p>{step}</p>
      )}
    </section>
  )
}
