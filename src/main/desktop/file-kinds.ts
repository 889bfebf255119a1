import { basename, extname } from 'node:path'
import type { FileFilter } from 'electron'
import type { FileKind } from '../../shared/desktop.ts'

/** What the dialogs say of each kind, and the extensions that it may have; the first is the usual one. */
const KINDS: Record<FileKind, FileFilter> = {
  definitions: { name: 'Bindery definitions', extensions: ['json'] },
  diagnostics: { name: 'Diagnostics', extensions: ['json', 'zip', 'txt'] },
  picture: { name: 'Pictures', extensions: ['png', 'jpg', 'jpeg', 'webp', 'pdf'] },
}

export const fileFilters = (kind: FileKind): FileFilter[] => [KINDS[kind]]

/**
 * The name that a save dialog offers for one that a page proposes: a bare file name, of an extension that the kind has.
 * A person sees it, and may still write another.
 */
export function offeredName(kind: FileKind, proposed: string): string {
  // Separators of either platform, controls, what Windows forbids, and what turns the direction of writing.
  const bare = basename(proposed.replaceAll('\\', '/')).replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
  const name = bare.replace(/^[.\s]+|[.\s]+$/g, '')
  const { extensions } = KINDS[kind]
  const given = extname(name).slice(1).toLowerCase()
  return extensions.includes(given) ? name : `${name || 'bindery'}.${extensions[0]}`
}
