import { copyText } from './copy-text.ts'
import { notify } from './notify.tsx'

/** Copies and says so. @param what "URL" */
export async function copyAs(what: string, text: string): Promise<void> {
  const isCopied = await copyText(text)
  notify(
    isCopied
      ? { kind: 'done', text: `Copied the ${what}.` }
      : { kind: 'failed', text: `The browser does not let Bindery copy. Select it yourself: ${text}` },
  )
}
