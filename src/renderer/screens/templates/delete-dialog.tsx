import { Button, Group, Text } from '@mantine/core'
import { create } from 'zustand'
import type { Binding } from '../../../shared/binding.ts'
import type { Template } from '../../../shared/template.ts'
import { PassingDialog } from '../../components/passing-dialog.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { paths } from '../../stores/route.ts'
import { deleteTemplate } from './template-actions.ts'

interface Asked {
  template: Template
  users: readonly Binding[]
}

const useAsked = create<{ asked: Asked | null }>(() => ({ asked: null }))
/** More names than this are not read. */
const MOST = 8

/** Deletes a template: at once where nothing uses it, as that can be undone, else once it was said what happens. */
export function askToDelete(template: Template): void {
  const users = Object.values(useBindings.getState().byUid).filter(({ templateId }) => templateId === template.uid)
  if (users.length === 0) void deleteTemplate(template, [])
  else useAsked.setState({ asked: { template, users } })
}

const close = () => useAsked.setState({ asked: null })

export function DeleteDialog() {
  const asked = useAsked(({ asked }) => asked)
  if (!asked) return null
  const { template, users } = asked
  return (
    <PassingDialog onClose={close} title="Delete a template that is in use?">
      <Text className="breakable">
        {users.length === 1 ? 'One binding draws' : `${users.length} bindings draw`} with “{template.name}”. Without it
        every refresh fails; the URL goes on with the last picture, or as its on-error choice says.
      </Text>
      <ul className="breakable">
        {users.slice(0, MOST).map(({ uid, name }) => (
          <li key={uid}>
            <a href={paths.bindings(uid)} onClick={close} dir="auto">
              {name}
            </a>
          </li>
        ))}
      </ul>
      {users.length > MOST ? <Text c="dimmed">and {users.length - MOST} more</Text> : null}
      <Group justify="flex-end" mt="lg">
        <Button data-autofocus onClick={close}>
          Cancel
        </Button>
        <Button
          variant="filled"
          color="bad"
          onClick={() => {
            close()
            void deleteTemplate(
              template,
              users.map(({ uid }) => uid),
            )
          }}
        >
          Delete anyway
        </Button>
      </Group>
    </PassingDialog>
  )
}
