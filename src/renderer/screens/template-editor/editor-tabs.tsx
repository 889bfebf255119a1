import { Tabs } from '@mantine/core'
import type { TemplateCheckAnswer } from '../../../shared/template-version.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useEditor } from './editor-store.ts'
import classes from './editor-tabs.module.css'
import { SettingsPanel } from './settings-panel.tsx'
import { UsedByPanel } from './used-by-panel.tsx'
import { VariablesPanel } from './variables-panel.tsx'
import { VersionsPanel } from './versions-panel.tsx'

interface EditorTabsProps {
  check: TemplateCheckAnswer | null
  jump(line: number, column: number): void
}

/** All of a template but its source. */
export function EditorTabs({ check, jump }: EditorTabsProps) {
  const variables = useEditor(({ draft }) => draft.variableDefinitions.length)
  const uid = useEditor(({ base }) => base?.uid ?? null)
  const uses = useBindings(({ byUid }) => Object.values(byUid).filter(({ templateId }) => templateId === uid).length)
  return (
    <Tabs defaultValue="variables" className={classes.tabs} data-pane tabIndex={-1}>
      <Tabs.List aria-label="The template" className={classes.list}>
        <Tabs.Tab value="variables">Variables {variables}</Tabs.Tab>
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
        {uid === null ? null : <Tabs.Tab value="used">Used by {uses}</Tabs.Tab>}
        {uid === null ? null : <Tabs.Tab value="versions">Versions</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="variables" className={classes.panel}>
        <VariablesPanel undeclared={check?.undeclared ?? []} jump={jump} />
      </Tabs.Panel>
      <Tabs.Panel value="settings" className={classes.panel}>
        <SettingsPanel />
      </Tabs.Panel>
      {uid === null ? null : (
        <>
          <Tabs.Panel value="used" className={classes.panel}>
            <UsedByPanel uid={uid} />
          </Tabs.Panel>
          <Tabs.Panel value="versions" className={classes.panel}>
            <VersionsPanel uid={uid} />
          </Tabs.Panel>
        </>
      )}
    </Tabs>
  )
}
