import type { Binding } from '../../shared/binding.ts'

/** The picture's address, ready for the places that it goes to. */
export function urlForms({ renderUrl, name, outputConfig }: Pick<Binding, 'renderUrl' | 'name' | 'outputConfig'>) {
  const isPicture = outputConfig.format !== 'pdf'
  return [
    { label: 'URL', text: renderUrl },
    { label: 'Markdown', text: `${isPicture ? '!' : ''}[${escapeMarkdown(name)}](${renderUrl})` },
    {
      label: 'HTML',
      text: isPicture
        ? `<img src="${renderUrl}" alt="${escapeHtml(name)}">`
        : `<a href="${renderUrl}">${escapeHtml(name)}</a>`,
    },
  ] as const
}

const escapeMarkdown = (text: string): string => text.replaceAll(/[\\[\]]/g, '\\$&')
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
