import { TextInput } from '@mantine/core'
import { IconSearch, IconShieldCheck } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import type { Binding } from '../../../../shared/binding.ts'
import { useRowHeight } from '../../../components/row-height.ts'
import { useRoving } from '../../../components/use-roving.ts'
import { useBindings } from '../../../stores/bindings.ts'
import { paths } from '../../../stores/route.ts'
import styles from '../webhooks-screen.module.css'
import { hookRows } from './hook-rows.ts'

const OVERSCAN = 10

/** The bindings by their names, those that live on their webhook first. */
export function HookList({ openUid }: { openUid: string | null }) {
  const byUid = useBindings(({ byUid }) => byUid)
  const isLoaded = useBindings(({ isLoaded }) => isLoaded)
  const [wanted, setWanted] = useState('')
  const found = useMemo(() => hookRows(Object.values(byUid), wanted), [byUid, wanted])
  const ids = useMemo(() => found.map(({ uid }) => uid), [found])
  const scroller = useRef<HTMLElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const rowHeight = useRowHeight(true)
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
    scrollMargin: list.current?.offsetTop ?? 0,
  })
  const { current, onKeyDown } = useRoving(ids, openUid, (index) => rows.scrollToIndex(index))
  return (
    <section ref={scroller} className={styles.list} aria-label="Bindings" data-pane>
      <TextInput
        type="search"
        aria-label="Find a binding"
        placeholder="Find a binding"
        leftSection={<IconSearch className="icon" aria-hidden />}
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
      />
      {wanted !== '' && isLoaded && found.length === 0 ? <p className="faint">No binding has that name.</p> : null}
      <ul ref={list} style={{ position: 'relative', flex: 'none', height: rows.getTotalSize() }} onKeyDown={onKeyDown}>
        {rows.getVirtualItems().map(({ index, start, size, key }) => {
          const binding = found[index]
          return binding ? (
            <li key={key}>
              <HookRow
                binding={binding}
                place={{ height: size, transform: `translateY(${start - rows.options.scrollMargin}px)` }}
                isOpen={binding.uid === openUid}
                isCurrent={binding.uid === current}
              />
            </li>
          ) : null
        })}
      </ul>
    </section>
  )
}

interface HookRowProps {
  binding: Binding
  place: { height: number; transform: string }
  isOpen: boolean
  isCurrent: boolean
}

function HookRow({ binding: { uid, name, dataSource, status, webhookSecretSet }, place, ...at }: HookRowProps) {
  const use = dataSource.type === 'webhook' ? 'brings its data' : 'refreshes it'
  return (
    <a
      id={`open-${uid}`}
      className={styles.row}
      style={place}
      href={paths.webhooksIn(uid)}
      tabIndex={at.isCurrent ? 0 : -1}
      aria-current={at.isOpen ? 'true' : undefined}
      title={name}
    >
      <strong dir="auto">{name}</strong>
      <span className={styles.sub}>
        {webhookSecretSet ? <IconShieldCheck className="icon" aria-hidden /> : null}
        {use}
        {webhookSecretSet ? ', signed' : ''}
        {status === 'paused' ? ', paused' : ''}
      </span>
    </a>
  )
}
