import { Splitter } from '@mantine/core'
import { useHotkeys, useMediaQuery } from '@mantine/hooks'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Template } from '../../../shared/template.ts'
import { templatesApi } from '../../api/templates.ts'
import type { CodeHandle } from '../../components/code-editor.tsx'
import { isInDialog } from '../../components/use-escape.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths, useLeaving } from '../../stores/route.ts'
import { EditorBanners } from './editor-banners.tsx'
import classes from './editor-desk.module.css'
import { canSave, useEditor } from './editor-store.ts'
import { EditorTabs } from './editor-tabs.tsx'
import type { Impact } from './impact.ts'
import { ImpactDialog } from './impact-dialog.tsx'
import { PreviewPane } from './preview-pane.tsx'
import { problemsOf } from './problems.ts'
import { readImpacts } from './read-impacts.ts'
import { save } from './saving.ts'
import { SourcePane } from './source-pane.tsx'
import { TemplateHead } from './template-head.tsx'
import { useSettled } from './use-settled.ts'

/** How long typing rests before the source is checked, in milliseconds. */
const CHECK_MS = 250

/** The whole editor of a template that is open. @param onCreated told before one goes to a template that was made */
export function EditorDesk({ onCreated }: { onCreated?: () => void }) {
  const html = useEditor(({ draft }) => draft.html)
  const variableDefinitions = useEditor(({ draft }) => draft.variableDefinitions)
  const isOffline = useIsOffline()
  const key = useMemo(() => JSON.stringify([html, variableDefinitions]), [html, variableDefinitions])
  const check = useSettled(
    key,
    (signal) => templatesApi.check({ html, variableDefinitions }, signal),
    CHECK_MS,
    !isOffline,
  )
  const problems = useMemo(() => problemsOf(check.answer), [check.answer])
  const code = useRef<CodeHandle | null>(null)
  const onHandle = useCallback((handle: CodeHandle | null) => {
    code.current = handle
  }, [])
  const jump = useCallback((line: number, column: number) => code.current?.jumpTo(line, column), [])
  const saving = useSaving(onCreated)
  const source = <SourcePane problems={problems} error={check.error} onHandle={onHandle} jump={jump} />
  const tabs = <EditorTabs check={check.answer} jump={jump} />
  return (
    <div className={classes.desk}>
      <TemplateHead save={saving.ask} />
      <EditorBanners />
      <Panes source={source} preview={<PreviewPane />} tabs={tabs} />
      <ImpactDialog impacts={saving.impacts} save={saving.confirm} cancel={saving.cancel} />
    </div>
  )
}

interface PanesProps {
  source: React.ReactNode
  preview: React.ReactNode
  tabs: React.ReactNode
}

/** Side by side where there is room for it, else one below the other. */
function Panes({ source, preview, tabs }: PanesProps) {
  const isNarrow = useMediaQuery('(width < 48rem)', undefined, { getInitialValueInEffect: false })
  if (isNarrow) {
    return (
      <div className={classes.stack}>
        {source}
        {preview}
        {tabs}
      </div>
    )
  }
  return (
    <Splitter
      className={classes.panes}
      lineSize="var(--hairline)"
      handleColor="var(--line)"
      withHandle={false}
      attributes={{ handle: { 'aria-label': 'Width of the source' } }}
    >
      <Splitter.Pane defaultSize={54} min={25} className={classes.pane}>
        {source}
      </Splitter.Pane>
      <Splitter.Pane defaultSize={46} min={25} className={classes.pane}>
        <Splitter
          orientation="vertical"
          className={classes.panes}
          lineSize="var(--hairline)"
          handleColor="var(--line)"
          withHandle={false}
          attributes={{ handle: { 'aria-label': 'Height of the preview' } }}
        >
          <Splitter.Pane defaultSize={50} min={15} className={classes.pane}>
            {preview}
          </Splitter.Pane>
          <Splitter.Pane defaultSize={50} min={15} className={classes.pane}>
            {tabs}
          </Splitter.Pane>
        </Splitter>
      </Splitter.Pane>
    </Splitter>
  )
}

/** Saves, after it was said what that does to bindings. */
function useSaving(onCreated?: () => void) {
  const [impacts, setImpacts] = useState<Impact[]>([])
  const isOffline = useIsOffline()
  const carryOut = async () => {
    setImpacts([])
    const before = useEditor.getState().base?.uid
    const saved: Template | null = await save()
    if (!saved || saved.uid === before) return
    useLeaving.setState({ unsaved: null })
    goTo(paths.template(saved.uid))
    onCreated?.()
  }
  const ask = () => {
    if (isOffline || !canSave(useEditor.getState())) return
    const found = readImpacts()
    if (found.length > 0) setImpacts(found)
    else void carryOut()
  }
  useHotkeys([['mod+S', () => isInDialog() || ask()]], [], true)
  return { impacts, ask, confirm: () => void carryOut(), cancel: () => setImpacts([]) }
}
