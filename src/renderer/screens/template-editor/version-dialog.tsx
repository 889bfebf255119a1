import { Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { TemplateContent, TemplateVersion } from '../../../shared/template-version.ts'
import { templatesApi } from '../../api/templates.ts'
import { CodeDiff } from '../../components/code-diff.tsx'
import { PassingDialog } from '../../components/passing-dialog.tsx'
import { changedMembers, type Draft, MEMBER_WORDS } from './draft.ts'
import { isDirty, useEditor } from './editor-store.ts'
import { restoreVersion } from './restore-version.ts'

/** A version beside what the editor holds. */
export function VersionDialog({ uid, version, close }: { uid: string; version: TemplateVersion; close(): void }) {
  const [content, setContent] = useState<TemplateContent | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const dirty = useEditor(isDirty)
  useEffect(() => {
    templatesApi.version(uid, version.version).then(setContent, setError)
  }, [uid, version.version])
  return (
    <PassingDialog onClose={close} title={`Version ${version.version} and what is here now`} size="80rem">
      {error ? <Text>The version can’t be read. {error.message}</Text> : null}
      {content ? <Comparison content={content} /> : error ? null : <Text c="dimmed">Reading the version…</Text>}
      <Group justify="flex-end" mt="lg">
        {dirty ? <Text c="dimmed">Save or revert your edits to restore it.</Text> : null}
        <Button onClick={close}>Close</Button>
        {version.isCurrent ? null : (
          <Button
            variant="filled"
            disabled={dirty || !content}
            onClick={() => {
              close()
              void restoreVersion(version.version)
            }}
          >
            Restore
          </Button>
        )}
      </Group>
    </PassingDialog>
  )
}

function Comparison({ content }: { content: TemplateContent }) {
  const draft = useEditor(({ draft }) => draft)
  const then: Draft = { ...draft, ...content }
  const differing = changedMembers(draft, then)
  if (differing.length === 0) return <Text>Nothing differs.</Text>
  return (
    <>
      <Text mb="sm">
        Differs in: {differing.map((member) => MEMBER_WORDS[member].toLowerCase()).join(', ')}.
        {then.width !== draft.width || then.height !== draft.height
          ? ` It was ${then.width} × ${then.height} and is ${draft.width} × ${draft.height}.`
          : ''}
      </Text>
      {differing.includes('html') ? (
        <CodeDiff
          before={then.html}
          after={draft.html}
          labels={{ before: 'Source of the version', after: 'Source that is here now' }}
        />
      ) : null}
    </>
  )
}
