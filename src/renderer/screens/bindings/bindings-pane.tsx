import { useEffect, useLayoutEffect, useRef } from 'react'
import { NothingFound } from '../../components/nothing-found.tsx'
import { NO_FILTER, useBindingList } from '../../stores/binding-list.ts'
import { useBindings } from '../../stores/bindings.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { ActionBar } from './action-bar.tsx'
import { BindingMenu } from './binding-menu.tsx'
import { BindingsList } from './bindings-list.tsx'
import styles from './bindings-pane.module.css'
import { ListToolbar } from './list-toolbar.tsx'
import { setListed } from './listed.ts'
import { NoBindings } from './no-bindings.tsx'
import { useChosen } from './use-chosen.ts'

/** The list of the bindings, with what narrows it down and what can be done with many. */
export function BindingsPane({ openUid }: { openUid: string | null }) {
  const uids = useChosen()
  const count = useBindings(({ order }) => order.length)
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  const view = usePreferences(({ bindingsView }) => bindingsView)
  const cloud = useBindingList(({ cloud }) => cloud)
  const scroller = useRef<HTMLDivElement>(null)
  const header = useRef<HTMLElement>(null)
  useLayoutEffect(() => setListed(uids), [uids])
  useForgetGone()
  return (
    <section className={`bindings-list ${styles.pane}`} data-pane aria-label="All bindings">
      <div ref={scroller} className={styles.scroller}>
        <ListToolbar header={header} count={count} listed={uids.length} />
        {isLoaded || count > 0 ? null : <p className="faint">Reading the bindings…</p>}
        {isLoaded && count === 0 ? <NoBindings /> : null}
        {count > 0 && uids.length === 0 ? (
          <NothingFound what="binding" cloud={cloud} onShowAll={() => useBindingList.setState(NO_FILTER)} />
        ) : null}
        {uids.length > 0 ? (
          <BindingsList
            key={view}
            isTable={view === 'table'}
            uids={uids}
            openUid={openUid}
            scroller={scroller}
            header={header}
          />
        ) : null}
      </div>
      <ActionBar uids={uids} />
      <BindingMenu />
    </section>
  )
}

/** What is deleted, here or elsewhere, is no longer selected. */
function useForgetGone(): void {
  const order = useBindings(({ order }) => order)
  useEffect(() => {
    const { selected } = useBindingList.getState()
    if (selected.size === 0) return
    const { byUid } = useBindings.getState()
    const left = [...selected].filter((uid) => uid in byUid && order.length > 0)
    if (left.length < selected.size) useBindingList.setState({ selected: new Set(left) })
  }, [order])
}
