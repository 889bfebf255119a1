import { useHotkeys } from '@mantine/hooks'
import type { RefObject } from 'react'
import { DELETE_KEYS } from '../../shell/keys.ts'

/**
 * Moves among the cards of a list by arrows, j and k. Up and down go to the card above or below, by where they stand.
 * @param onDelete told the key of the card that the focus is in
 */
export function useListKeys(list: RefObject<HTMLElement | null>, onDelete: (uid: string) => void): void {
  const move = (axis: 'x' | 'y', way: 1 | -1) => (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('h2 a') ?? [])]
    const at = links.findIndex((link) => link.closest('li')?.contains(document.activeElement))
    // A menu that is open has arrows of its own, and so has a field.
    if (at < 0 && document.activeElement?.closest('[role="menu"]')) return
    const next = at < 0 ? links[0] : axis === 'x' ? links[at + way] : nearest(links, at, way)
    if (!next) return
    event.preventDefault()
    next.focus()
    next.closest('li')?.scrollIntoView({ block: 'nearest' })
  }
  const remove = () => {
    const uid = document.activeElement?.closest<HTMLElement>('[data-template]')?.dataset.template
    if (uid) onDelete(uid)
  }
  useHotkeys([
    ['ArrowRight', move('x', 1)],
    ['ArrowLeft', move('x', -1)],
    ['ArrowDown', move('y', 1)],
    ['ArrowUp', move('y', -1)],
    ['j', move('x', 1)],
    ['k', move('x', -1)],
    ...DELETE_KEYS.map((key): [string, () => void] => [key, remove]),
  ])
}

/** The nearest link in the row below or above. */
function nearest(links: readonly HTMLElement[], at: number, way: 1 | -1): HTMLElement | undefined {
  const box = (element: HTMLElement | undefined) => (element?.closest('li') ?? element)?.getBoundingClientRect()
  const here = box(links[at])
  if (!here) return undefined
  const beyond = links.filter((link) => way * ((box(link)?.top ?? 0) - here.top) > 1)
  const distance = (link: HTMLElement) =>
    Math.abs((box(link)?.left ?? 0) - here.left) + 10_000 * Math.abs((box(link)?.top ?? 0) - here.top)
  return beyond.sort((a, b) => distance(a) - distance(b))[0]
}
