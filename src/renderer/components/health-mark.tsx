import type { Binding } from '../../shared/binding.ts'
import { useBindings } from '../stores/bindings.ts'
import { useClock } from '../stores/clock.ts'
import { type Health, healthOf } from '../words/health.ts'
import { Icon } from './icon.tsx'

/** The health of a binding: an icon, a word and its reason. */
export function HealthMark({ binding }: { binding: Binding }) {
  const { tone, word, reason } = useHealth(binding)
  return (
    <p className="health" data-tone={tone} title={reason ? `${word}: ${reason}` : undefined}>
      <Icon name={tone} />
      <span>
        <strong>{word}</strong>
        {reason ? <span className="health-reason">: {reason}</span> : null}
      </span>
    </p>
  )
}

function useHealth(binding: Binding): Health {
  const isRefreshing = useBindings(({ refreshing }) => refreshing.has(binding.uid))
  // Compared as text, so that a tick of the clock draws only what reads differently.
  const text = useClock(({ now }) => JSON.stringify(healthOf(binding, isRefreshing, now)))
  return JSON.parse(text) as Health
}
