import { Select } from '@mantine/core'
import { EditorHead } from '../../components/editor-head.tsx'
import { NameField } from '../../components/name-field.tsx'
import { tellReverted } from '../../components/reverted.ts'
import { SaveControls } from '../../components/save-controls.tsx'
import { paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import classes from './editor.module.css'
import { edit, revert, useDraft, useEditor, useFault, useIsDirty } from './editor-store.ts'
import { save } from './saving/save.ts'
import { showField } from './source/source-tab.ts'

/** What is being edited, whether it is saved, and the way to save it. */
export function BindingHead() {
  const uid = useEditor(({ uid }) => uid)
  const saved = useEditor(({ saved }) => saved?.name)
  const name = useDraft(({ name }) => name)
  const isDirty = useIsDirty()
  const isSaving = useEditor(({ isSaving }) => isSaving)
  const isNew = uid === null
  return (
    <EditorHead
      title={isNew ? 'New binding' : `Edit ${saved}`}
      back={paths.bindings(uid ?? undefined)}
      // What a new one needs first is its source.
      {...(isNew && { begin: () => showField(null, 'dataSource.url') })}
    >
      <NameField
        aria-label="Name of the binding"
        data-field="name"
        value={name}
        error={useFault('name')}
        onChange={({ currentTarget }) => edit({ name: currentTarget.value })}
      />
      <TemplateSelect />
      <SaveControls
        isDirty={isDirty}
        isNew={isNew}
        isSaving={isSaving}
        canSave={isDirty || isNew}
        revert={() => tellReverted(revert())}
        save={() => void save()}
      />
    </EditorHead>
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
