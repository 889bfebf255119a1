import { Button, Select, TextInput } from '@mantine/core'
import { IconArrowLeft, IconCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { goOnFromHeading } from '../../components/go-on-from-heading.ts'
import { tellReverted } from '../../components/reverted.ts'
import { usePageTitle } from '../../components/use-page-title.ts'
import { MOD } from '../../shell/keys.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import classes from './editor.module.css'
import { edit, revert, useDraft, useEditor, useFault, useIsDirty } from './editor-store.ts'
import { save } from './saving/save.ts'
import { showField } from './source/source-tab.ts'

/** What is being edited, whether it is saved, and the way to save it. */
export function EditorHeader() {
  const uid = useEditor(({ uid }) => uid)
  const name = useDraft(({ name }) => name)
  return (
    <header className={classes.header}>
      <a className="button button-icon" href={paths.bindings(uid ?? undefined)} aria-label="Back" title="Back">
        <IconArrowLeft className="icon" aria-hidden />
      </a>
      <Heading />
      <TextInput
        className={classes.name ?? ''}
        aria-label="Name of the binding"
        data-field="name"
        dir="auto"
        maxLength={200}
        value={name}
        error={useFault('name')}
        onChange={({ currentTarget }) => edit({ name: currentTarget.value })}
      />
      <TemplateSelect />
      <SaveButtons isNew={uid === null} />
    </header>
  )
}

/** The heading is for those who can't see that this is an editor; its name stands in the field beside it. */
function Heading() {
  const uid = useEditor(({ uid }) => uid)
  const saved = useEditor(({ saved }) => saved?.name)
  const heading = useRef<HTMLHeadingElement>(null)
  const title = uid === null ? 'New binding' : `Edit ${saved}`
  const [isNew] = useState(uid === null)
  usePageTitle(title)
  useEffect(() => {
    // What a new one needs first is its source.
    if (isNew) showField(null, 'dataSource.url')
    else heading.current?.focus({ preventScroll: true })
  }, [isNew])
  return (
    <h1 ref={heading} tabIndex={-1} className="visually-hidden">
      {title}
    </h1>
  )
}

function TemplateSelect() {
  const templateId = useDraft(({ templateId }) => templateId)
  const byUid = useTemplates(({ byUid }) => byUid)
  const fault = useFault('templateId')
  const data = Object.values(byUid)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ uid, name }) => ({ value: uid, label: name }))
  const isGone = !(templateId in byUid)
  return (
    <Select
      className={classes.template ?? ''}
      aria-label="Template"
      data-field="templateId"
      searchable
      data={isGone ? [...data, { value: templateId, label: 'A template that is gone' }] : data}
      value={templateId}
      error={fault ?? (isGone ? 'Its template is gone. Choose another.' : undefined)}
      onChange={(value) => value && edit({ templateId: value })}
    />
  )
}

function SaveButtons({ isNew }: { isNew: boolean }) {
  const isDirty = useIsDirty()
  const isSaving = useEditor(({ isSaving }) => isSaving)
  const isOffline = useIsOffline()
  return (
    <>
      <span className={classes.mark} data-dirty={isDirty || undefined} role="status">
        {isDirty ? <i className={classes.dot} /> : isNew ? null : <IconCheck className="icon" aria-hidden />}
        {isDirty ? 'Not saved' : isNew ? '' : 'Saved'}
      </span>
      <Button disabled={!isDirty} onClick={goOnFromHeading(() => tellReverted(revert()))}>
        Revert
      </Button>
      <Button
        variant="filled"
        loading={isSaving}
        disabled={isOffline || !(isDirty || isNew)}
        title={`Save (${MOD} S)`}
        onClick={goOnFromHeading(() => void save())}
      >
        Save
      </Button>
    </>
  )
}
