import { Button, Group } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import type { TemplateVersion } from '../../../shared/template-version.ts'
import { templatesApi } from '../../api/templates.ts'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { MEMBER_WORDS } from './draft.ts'
import { isDirty, useEditor } from './editor-store.ts'
import { restoreVersion } from './restore-version.ts'
import { VersionDialog } from './version-dialog.tsx'
import classes from './versions-panel.module.css'

/** Every save that changed what is drawn. */
export function VersionsPanel({ uid }: { uid: string }) {
  const { versions, error, hasMore, more } = useVersions(uid)
  const [shown, setShown] = useState<TemplateVersion | null>(null)
  const dirty = useEditor(isDirty)
  if (error) return <p>The versions can’t be read. {error.message}</p>
  if (!versions) return <p className="faint">Reading the versions…</p>
  return (
    <>
      {dirty ? <p className={classes.note}>Save or revert your edits to restore a version.</p> : null}
      <ul className={classes.versions} aria-label="Versions">
        {versions.map((version) => (
          <VersionLine key={version.version} version={version} canRestore={!dirty} show={() => setShown(version)} />
        ))}
      </ul>
      {hasMore ? <Button onClick={more}>Show older ones</Button> : null}
      {shown ? <VersionDialog uid={uid} version={shown} close={() => setShown(null)} /> : null}
    </>
  )
}

function VersionLine({ version, canRestore, show }: { version: TemplateVersion; canRestore: boolean; show(): void }) {
  const isOffline = useIsOffline()
  const changed = version.changed.map((member) => MEMBER_WORDS[member].toLowerCase())
  return (
    <li className={classes.version}>
      <span>
        <strong>Version {version.version}</strong>
        {version.isCurrent ? ' (current)' : ''}, <TimeAgo at={version.createdAt} />
        <span className={classes.changed}>{changed.length === 0 ? 'First' : `Changed: ${changed.join(', ')}`}</span>
      </span>
      <Group gap="xs" wrap="nowrap">
        <Button aria-label={`Compare version ${version.version}`} disabled={isOffline} onClick={show}>
          Compare
        </Button>
        {version.isCurrent ? null : (
          <Button
            aria-label={`Restore version ${version.version}`}
            disabled={isOffline || !canRestore}
            onClick={() => void restoreVersion(version.version)}
          >
            Restore
          </Button>
        )}
      </Group>
    </li>
  )
}

/** The versions, read anew with every save. */
function useVersions(uid: string) {
  const savedAt = useEditor(({ base }) => base?.updatedAt)
  const [found, setFound] = useState<{ versions: TemplateVersion[]; hasMore: boolean } | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const [pages, setPages] = useState(1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a save makes a version
  useEffect(() => {
    let isLeft = false
    readPages(uid, pages).then(
      (answer) => {
        if (isLeft) return
        setFound(answer)
        setError(null)
      },
      (failure) => isLeft || setError(failure),
    )
    return () => {
      isLeft = true
    }
  }, [uid, pages, savedAt])
  const more = useCallback(() => setPages((count) => count + 1), [])
  return { versions: found?.versions ?? null, hasMore: found?.hasMore ?? false, error, more }
}

async function readPages(uid: string, count: number) {
  const pages = await Promise.all(Array.from({ length: count }, (_, index) => templatesApi.versions(uid, index + 1)))
  return { versions: pages.flatMap(({ versions }) => versions), hasMore: pages.at(-1)?.pagination.hasNext ?? false }
}
