import { type RefObject, useEffect, useRef } from 'react'
import { refreshBindings } from '../../binding-actions.ts'
import { takesText } from '../../components/takes-text.ts'
import { isCovered } from '../../components/use-escape.ts'
import { DELETE_KEYS } from '../../shell/keys.ts'
import { selectOnly, selectRange, toggleSelected, useBindingList } from '../../stores/binding-list.ts'
import { useFarm } from '../../stores/farm.ts'
import { deleteAndLeave } from './delete-and-leave.ts'
import { type Move, movedTo } from './list-moves.ts'
import { targetsOf } from './targets.ts'

export interface ListKeys {
  uids: readonly string[]
  openUid: string | null
  /** The place of the one that the keys are at. */
  reached: number
  columns: number
  /** Rows of a page. */
  page: number
  reveal(index: number): void
}

/** The keys of the list, for as long as the screen stands. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys)
  const wantsFocus = useRef(false)
  const cursor = useBindingList(({ cursor }) => cursor)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    if (!wantsFocus.current || cursor === null) return
    wantsFocus.current = false
    document.getElementById(`open-${cursor}`)?.focus({ preventScroll: true })
  }, [cursor])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isCovered()) return
      if (answerKey(event, latest.current, wantsFocus)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

/** Whether the key meant something here. */
function answerKey(event: KeyboardEvent, keys: ListKeys, wantsFocus: RefObject<boolean>): boolean {
  const { key, ctrlKey, metaKey, altKey, target } = event
  const place = placeOf(target)
  const uid = place === 'detail' ? (keys.openUid ?? undefined) : keys.uids[keys.reached]
  const isOffline = useFarm.getState().connection === 'lost'
  const isMod = (ctrlKey || metaKey) && !altKey
  if (isMod && key.toLowerCase() === 'r') {
    if (!isOffline) void refreshBindings(place === 'detail' ? targetsOf(uid, []) : targetsOf(uid))
    return true
  }
  if (place === 'elsewhere' || takesText(target) || altKey) return false
  if (DELETE_KEYS.includes(key) && !isMod) {
    const targets = place === 'detail' ? targetsOf(uid, []) : targetsOf(uid)
    if (!isOffline) void deleteAndLeave(targets)
    return true
  }
  if (place === 'detail') return false
  if (isMod) return key.toLowerCase() === 'a' && selectAll(keys)
  return selectByKey(event, uid, keys) || moveByKey(event, keys, wantsFocus)
}

type Place = 'list' | 'detail' | 'elsewhere'

/** Where the focus is. On the heading, or nowhere, it counts as in the list. */
function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'list'
  if (target.closest('.detail')) return 'detail'
  return target.matches('body, main, .bindings-list h1, [data-uid] *') ? 'list' : 'elsewhere'
}

function selectAll({ uids }: ListKeys): boolean {
  selectOnly(uids)
  return true
}

/** Space on a name; a button and a box have a meaning of their own for it. */
function selectByKey({ key, shiftKey, target }: KeyboardEvent, uid: string | undefined, { uids }: ListKeys): boolean {
  if (key !== ' ' || uid === undefined || !(target instanceof HTMLAnchorElement)) return false
  if (shiftKey) selectRange(uid, uids)
  else toggleSelected(uid)
  return true
}

const MOVES: Record<string, Move> = {
  ArrowDown: 'down',
  j: 'down',
  ArrowUp: 'up',
  k: 'up',
  ArrowRight: 'right',
  ArrowLeft: 'left',
  Home: 'first',
  End: 'last',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
}

function moveByKey({ key, shiftKey, target }: KeyboardEvent, keys: ListKeys, wantsFocus: RefObject<boolean>): boolean {
  const { uids, reached, columns, page, reveal } = keys
  const move = MOVES[key]
  if (!move || uids.length === 0) return false
  const isIn = target instanceof Element && target.closest('[data-uid]') !== null
  // The first key leads into the list.
  const to = isIn ? movedTo(reached, move, { count: uids.length, columns, page }) : reached
  const uid = uids[to]
  if (uid === undefined) return false
  reveal(to)
  wantsFocus.current = true
  // From a button of the same row the cursor does not move, but the focus does.
  if (useBindingList.getState().cursor === uid) document.getElementById(`open-${uid}`)?.focus({ preventScroll: true })
  if (shiftKey) selectRange(uid, uids)
  else useBindingList.setState({ cursor: uid })
  return true
}
