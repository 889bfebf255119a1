import { useEffect, useState } from 'react'
import { copyText } from '../copy-text.ts'
import { notify } from '../notify.tsx'
import { Button } from './button.tsx'

/** How long "Copied" stands where "Copy" stood, in milliseconds. */
const COPIED_MS = 2000

interface CopyButtonProps {
  text: string
  label: string
  /** The name for those who don't see what is beside it. */
  name?: string
  iconOnly?: boolean
}

export function CopyButton({ text, label, name = label, iconOnly = false }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    if (await copyText(text)) setCopied(true)
    else notify({ kind: 'failed', text: `The browser does not let Bindery copy. Select it yourself: ${text}` })
  }
  return (
    <>
      <Button
        icon={isCopied ? 'good' : 'copy'}
        label={isCopied ? 'Copied' : label}
        aria-label={isCopied ? `Copied: ${name}` : name}
        iconOnly={iconOnly}
        onClick={copy}
      />
      <span className="visually-hidden" role="status">
        {isCopied ? 'Copied' : ''}
      </span>
    </>
  )
}
