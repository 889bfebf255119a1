import type { Format } from '../../shared/template.ts'

export const CONTENT_TYPES: Record<Format, string> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  pdf: 'application/pdf',
}

const FORMATS = new Map(Object.entries<Format>({ png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp', pdf: 'pdf' }))

/** The format that a URL's extension asks for, or undefined for one that Bindery does not draw. */
export const formatOfExtension = (extension: string): Format | undefined => FORMATS.get(extension)

export const extensionOf = (format: Format): string => (format === 'jpeg' ? 'jpg' : format)
