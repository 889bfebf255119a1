import { useHotkeys } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { isCovered, isInDialog } from '../components/use-escape.ts'
import { goTo, paths } from '../stores/route.ts'
import { showShortcuts } from './cheat-sheet.tsx'
import { PLACES } from './screens.ts'

/** The keys that hold everywhere. Those of a screen are bound by the screen. */
export function useShortcuts(): void {
  const leadTo = (place: string) => onPage(() => goTo(place))
  useHotkeys(
    [
      ['mod+K', () => isInDialog() || spotlight.open()],
      ['mod+N', leadTo(paths.newBinding())],
      ...PLACES.map(({ to }, index) => [`mod+${index + 1}`, leadTo(to)] as [string, () => void]),
      ['F6', onPage(() => focusNextPane(1))],
      ['shift+F6', onPage(() => focusNextPane(-1))],
    ],
    // From within fields and editors too.
    [],
    true,
  )
  // Which of them want Shift hangs on the keyboard.
  useHotkeys(
    ['', 'shift+'].flatMap((shift): [string, () => void][] => [
      [`${shift}?`, onPage(showShortcuts)],
      [`${shift}/`, onPage(focusFilter)],
    ]),
  )
}

/** What lies over the page keeps the keys to itself. */
const onPage = (act: () => void) => () => {
  if (!isCovered()) act()
}

function focusFilter(): void {
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus()
}

/** Panes are marked with `data-pane`; the focus goes to the next one in sight. */
function focusNextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.checkVisibility())
  if (panes.length === 0) return
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  if (next && next.tabIndex < 0 && !next.hasAttribute('tabindex')) next.tabIndex = -1
  next?.focus()
}
