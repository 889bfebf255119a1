import { ActionIcon, Menu } from '@mantine/core'
import { IconCopy, IconDots, IconPlus, IconTrash } from '@tabler/icons-react'
import { EditorHead } from '../../components/editor-head.tsx'
import { NameField } from '../../components/name-field.tsx'
import { tellReverted } from '../../components/reverted.ts'
import { SaveControls } from '../../components/save-controls.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'
import { askToDelete } from '../templates/delete-dialog.tsx'
import { duplicateTemplate } from '../templates/template-actions.ts'
import { canSave, edit, isDirty, revert, useEditor } from './editor-store.ts'

/** What it is called, whether it is saved, and what can be done with it. */
export function TemplateHead({ save }: { save: () => void }) {
  const name = useEditor(({ draft }) => draft.name)
  const title = useEditor(({ base }) => (base ? `Edit ${base.name}` : 'New template'))
  const fault = useEditor(({ failure }) => failure?.fields.find(({ field }) => field === 'name')?.message)
  const isNamed = name.trim() !== ''
  return (
    <EditorHead title={title} back={paths.templates()}>
      <NameField
        aria-label="Name"
        value={name}
        error={fault ?? (isNamed ? undefined : 'A template has a name')}
        onChange={({ currentTarget }) => edit({ name: currentTarget.value })}
      />
      <SaveControls
        isDirty={useEditor(isDirty)}
        isNew={useEditor(({ base }) => base === null)}
        isSaving={useEditor(({ isSaving }) => isSaving)}
        canSave={useEditor(canSave) && isNamed}
        revert={() => tellReverted(revert())}
        save={save}
      >
        <MoreMenu />
      </SaveControls>
    </EditorHead>
  )
}

function MoreMenu() {
  const base = useEditor(({ base }) => base)
  const isOffline = useIsOffline()
  if (!base) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="More" title="More">
          <IconDots className="icon" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus className="icon" />} onClick={() => goTo(paths.newBinding(base.uid))}>
          New binding with it
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy className="icon" />}
          disabled={isOffline}
          onClick={() => void duplicateTemplate(base)}
        >
          Duplicate as saved
        </Menu.Item>
        <Menu.Item
          color="bad"
          leftSection={<IconTrash className="icon" />}
          disabled={isOffline}
          onClick={() => askToDelete(base)}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
