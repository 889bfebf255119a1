import type { Binding } from '../../shared/binding.ts'

type Addressed = Pick<Binding, 'renderUrl' | 'name' | 'outputConfig'>

/** The picture's address, ready for the places that it goes to. */
export function urlForms({ renderUrl, name, outputConfig }: Addressed) {
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

/** The command that fetches the picture. */
export const curlForm = ({ renderUrl }: Addressed) =>
  ({ label: 'curl', text: `curl -fsSo picture.${renderUrl.split('.').at(-1)} '${renderUrl}'` }) as const

/** Whether an address leads to the very machine that asks for it. */
export const isThisMachineOnly = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

const escapeMarkdown = (text: string): string => text.replaceAll(/[\\[\]]/g, '\\$&')
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
