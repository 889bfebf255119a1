import type { Binding } from '../../../shared/binding.ts'
import { deleteBinding, pauseBinding, refreshBinding, resumeBinding } from '../../binding-actions.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'

/** What can be done with one binding. Each control names the binding, for those who meet it out of its place. */
export function BindingActions({ binding, iconOnly = false }: { binding: Binding; iconOnly?: boolean }) {
  const isOffline = useIsOffline()
  const isRefreshing = useBindings(({ refreshing }) => refreshing.has(binding.uid))
  const { name, status, renderUrl, uid } = binding
  const isPaused = status === 'paused'
  const remove = async () => {
    await deleteBinding(binding)
    if (location.hash === paths.bindings(uid)) goTo(paths.bindings())
  }
  return (
    <div className="actions">
      <Button
        icon="refresh"
        label="Refresh"
        aria-label={`Refresh ${name}`}
        disabled={isOffline || isPaused || isRefreshing}
        onClick={() => refreshBinding(binding)}
      />
      {isPaused ? (
        <Button
          icon="resume"
          label="Resume"
          aria-label={`Resume ${name}`}
          disabled={isOffline}
          onClick={() => resumeBinding(binding)}
        />
      ) : (
        <Button
          icon="pause"
          label="Pause"
          aria-label={`Pause ${name}`}
          disabled={isOffline}
          onClick={() => pauseBinding(binding)}
        />
      )}
      <CopyButton text={renderUrl} label="Copy URL" name={`Copy URL of ${name}`} iconOnly={iconOnly} />
      <Button
        icon="trash"
        label="Delete"
        aria-label={`Delete ${name}`}
        iconOnly={iconOnly}
        disabled={isOffline}
        onClick={remove}
      />
    </div>
  )
}
