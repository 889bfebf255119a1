import { Icon } from '../components/icon.tsx'
import { chooseTheme, THEMES, type Theme, useTheme } from '../stores/theme.ts'

const WORDS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

export function ThemeChoice() {
  const chosen = useTheme(({ theme }) => theme)
  return (
    <fieldset className="theme-choice">
      <legend className="visually-hidden">Theme</legend>
      {THEMES.map((theme) => (
        <label key={theme} title={WORDS[theme]}>
          <input
            type="radio"
            name="theme"
            className="visually-hidden"
            checked={chosen === theme}
            onChange={() => chooseTheme(theme)}
            aria-label={WORDS[theme]}
          />
          <Icon name={theme} />
        </label>
      ))}
    </fieldset>
  )
}
