import { Splitter } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import classes from './editor.module.css'
import { DataPane } from './mapping/data-pane.tsx'
import { PreviewPane } from './preview/preview-pane.tsx'
import { SourcePane } from './source/source-pane.tsx'

/** Three panes side by side, each as wide as one likes; under each other where there is no room for that. */
export function Panes() {
  const isWide = useMediaQuery('(width >= 62rem)', true, { getInitialValueInEffect: false })
  if (!isWide) {
    return (
      <div className={classes.stack}>
        <SourcePane />
        <DataPane isWide={false} />
        <PreviewPane />
      </div>
    )
  }
  return (
    <Splitter
      className={classes.panes ?? ''}
      lineSize={1}
      withHandle={false}
      classNames={{ handle: classes.handle ?? '' }}
      attributes={{ handle: { 'aria-label': 'Width of the panes' } }}
    >
      <Splitter.Pane defaultSize={29} min={20}>
        <SourcePane />
      </Splitter.Pane>
      <Splitter.Pane defaultSize={38} min={24}>
        <DataPane isWide />
      </Splitter.Pane>
      <Splitter.Pane defaultSize={33} min={20}>
        <PreviewPane />
      </Splitter.Pane>
    </Splitter>
  )
}
