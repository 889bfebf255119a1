import type { ButtonHTMLAttributes } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName
  /** What it does, in a word or two; its tooltip too where only the icon is shown. */
  label: string
  iconOnly?: boolean
}

export function Button({ icon, label, iconOnly = false, ...rest }: ButtonProps) {
  const name = rest['aria-label'] ?? label
  return (
    <button
      type="button"
      className={iconOnly ? 'button button-icon' : 'button'}
      title={iconOnly ? label : undefined}
      {...rest}
      aria-label={iconOnly || rest['aria-label'] ? name : undefined}
    >
      <Icon name={icon} />
      {iconOnly ? null : label}
    </button>
  )
}
