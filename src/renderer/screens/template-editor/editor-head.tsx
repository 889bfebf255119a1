import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconCopy, IconDots, IconPlus, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { goOnFromHeading } from '../../components/go-on-from-heading.ts'
import { tellReverted } from '../../components/reverted.ts'
import { usePageTitle } from '../../components/use-page-title.ts'
import { MOD } from '../../shell/keys.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'
import { askToDelete } from '../templates/delete-dialog.tsx'
import { duplicateTemplate } from '../templates/template-actions.ts'
import classes from './editor-head.module.css'
import { canSave, edit, isDirty, revert, useEditor } from './editor-store.ts'

/** What it is called, whether it is saved, and what can be done with it. */
export function EditorHead({ save }: { save: () => void }) {
  const name = useEditor(({ draft }) => draft.name)
  const fault = useEditor(({ failure }) => failure?.fields.find(({ field }) => field === 'name')?.message)
  return (
    <header className={classes.head}>
      <Heading />
      <a href={paths.templates()} className={classes.back}>
        Templates
      </a>
      <span aria-hidden className="faint">
        /
      </span>
      <TextInput
        className={classes.name}
        aria-label="Name"
        dir="auto"
        maxLength={200}
        value={name}
        error={fault ?? (name.trim() === '' ? 'A template has a name' : undefined)}
        onChange={({ currentTarget }) => edit({ name: currentTarget.value })}
      />
      <SaveControls save={save} />
      <MoreMenu />
    </header>
  )
}

function Heading() {
  const title = useEditor(({ base }) => base?.name ?? 'New template')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  usePageTitle(title)
  return (
    <h1 ref={heading} tabIndex={-1} className="visually-hidden">
      Template: {title}
    </h1>
  )
}

function SaveControls({ save }: { save: () => void }) {
  const dirty = useEditor(isDirty)
  const isNew = useEditor(({ base }) => base === null)
  const isSaving = useEditor(({ isSaving }) => isSaving)
  const isNamed = useEditor(({ draft }) => draft.name.trim() !== '')
  const savable = useEditor(canSave)
  const isOffline = useIsOffline()
  const word = isSaving ? 'Saving…' : dirty || isNew ? 'Not saved' : 'Saved'
  return (
    <>
      <span className={classes.state} data-dirty={dirty || isNew || undefined} role="status">
        {word}
      </span>
      <Button disabled={!dirty || isSaving} onClick={goOnFromHeading(() => tellReverted(revert()))}>
        Revert
      </Button>
      <Button
        variant="filled"
        disabled={!savable || !isNamed || isOffline}
        title={isOffline ? 'The farm does not answer' : `Save (${MOD} S)`}
        onClick={goOnFromHeading(save)}
      >
        Save
      </Button>
    </>
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
