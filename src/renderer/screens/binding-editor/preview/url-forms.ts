import type { Format } from '../../../../shared/template.ts'

export interface UrlForm {
  label: string
  text: string
  /** The name of its button. */
  name: string
}

/** A picture's address, ready for the places that it goes to. */
export function urlForms(url: string, name: string, format: Format): UrlForm[] {
  const isPicture = format !== 'pdf'
  const html = isPicture ? `<img src="${url}" alt="${escapeHtml(name)}">` : `<a href="${url}">${escapeHtml(name)}</a>`
  return [
    { label: 'URL', text: url, name: 'Copy the URL' },
    { label: 'Markdown', text: `${isPicture ? '!' : ''}[${escapeMarkdown(name)}](${url})`, name: 'Copy the Markdown' },
    { label: 'HTML', text: html, name: 'Copy the HTML' },
    { label: 'curl', text: `curl -fsSo ${fileName(url)} '${url}'`, name: 'Copy the curl command' },
  ]
}

const fileName = (url: string): string => `picture.${url.split('.').at(-1) ?? 'png'}`
const escapeMarkdown = (text: string): string => text.replaceAll(/[\\[\]]/g, '\\$&')
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
