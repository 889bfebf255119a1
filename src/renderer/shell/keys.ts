const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

/** The key that commands are given with, as it is printed on this machine's keyboard. */
export const MOD = isApple ? '⌘' : 'Ctrl'

/** The keys that delete: what Apple's keyboards have as “delete” is Backspace, and some have no other. */
export const DELETE_KEYS: readonly string[] = isApple ? ['Delete', 'Backspace'] : ['Delete']
const DELETE = isApple ? '⌫' : 'Del'

export interface Shortcut {
  keys: string[]
  does: string
}

/** All keys, for the cheat sheet. */
export const SHORTCUTS: { title: string; shortcuts: Shortcut[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: [MOD, 'K'], does: 'Search or run a command' },
      { keys: [MOD, '1…6'], does: 'Go to a screen' },
      { keys: [MOD, 'N'], does: 'New binding' },
      { keys: ['/'], does: 'Filter' },
      { keys: ['F6'], does: 'Next pane' },
      { keys: ['Esc'], does: 'Close the top layer' },
      { keys: ['?'], does: 'This sheet' },
    ],
  },
  {
    title: 'Lists',
    shortcuts: [
      { keys: ['↑', '↓'], does: 'Move, with j and k too' },
      { keys: ['Enter'], does: 'Open' },
      { keys: ['Space'], does: 'Select' },
      { keys: [DELETE], does: 'Delete; it can be undone' },
      { keys: [MOD, 'R'], does: 'Refresh, or look for changes to sync' },
    ],
  },
  {
    title: 'Editors',
    shortcuts: [
      { keys: [MOD, 'S'], does: 'Save' },
      { keys: [MOD, 'Enter'], does: 'Test' },
    ],
  },
]
