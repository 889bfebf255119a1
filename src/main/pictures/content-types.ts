import type { Format } from '../../shared/template.ts'

export const CONTENT_TYPES: Record<Format, string> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  pdf: 'application/pdf',
}

const FORMAT_OF: Record<string, Format> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp', pdf: 'pdf' }

/** The format that a URL's extension asks for, or undefined for one that Bindery does not draw. */
export const formatOfExtension = (extension: string): Format | undefined =>
  Object.hasOwn(FORMAT_OF, extension) ? FORMAT_OF[extension] : undefined

export const extensionOf = (format: Format): string => (format === 'jpeg' ? 'jpg' : format)
