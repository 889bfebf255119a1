import { create } from 'zustand'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'bindery.theme'
const stored = localStorage.getItem(KEY)

export const useTheme = create<{ theme: Theme }>(() => ({
  theme: THEMES.find((theme) => theme === stored) ?? 'system',
}))

/** The style sheet follows `data-theme`; with none it follows the system. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  applyTheme(theme)
  useTheme.setState({ theme })
}
