import { Splitter } from '@mantine/core'
import editor from '../editor.module.css'
import { Pane } from '../pane.tsx'
import { useTrial } from '../trial-store.ts'
import { AutoMap } from './auto-map.tsx'
import classes from './data-pane.module.css'
import { JsonTree } from './json-tree.tsx'
import { MappingList } from './mapping-list.tsx'
import { NoSample } from './no-sample.tsx'
import { SampleMenu } from './sample-menu.tsx'

/** The data above, and below it what of it goes into which variable. */
export function DataPane({ isWide }: { isWide: boolean }) {
  const sample = useTrial(({ sample }) => sample)
  const data = <div className={classes.data}>{sample === null ? <NoSample /> : <JsonTree data={sample.data} />}</div>
  return (
    <Pane title="Data and mapping" actions={<SampleMenu />}>
      {isWide ? (
        <Splitter
          orientation="vertical"
          className={editor.panes ?? ''}
          lineSize={1}
          withHandle={false}
          classNames={{ handle: editor.handle ?? '' }}
          attributes={{ handle: { 'aria-label': 'Height of the data' } }}
        >
          <Splitter.Pane defaultSize={46} min={15}>
            {data}
          </Splitter.Pane>
          <Splitter.Pane defaultSize={54} min={20}>
            <Mapping />
          </Splitter.Pane>
        </Splitter>
      ) : (
        <>
          {data}
          <Mapping />
        </>
      )}
    </Pane>
  )
}

function Mapping() {
  return (
    <div className={classes.mapping}>
      <div className={classes.mappingHead}>
        <h3>Variables</h3>
        <AutoMap />
      </div>
      <MappingList />
    </div>
  )
}
