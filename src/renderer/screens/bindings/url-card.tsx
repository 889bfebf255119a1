import type { Binding } from '../../../shared/binding.ts'
import { CopyButton } from '../../components/copy-button.tsx'

/** The picture's address, ready for the places that it goes to. */
export function UrlCard({ binding: { renderUrl, name, outputConfig } }: { binding: Binding }) {
  const isPicture = outputConfig.format !== 'pdf'
  const forms = [
    { label: 'URL', text: renderUrl },
    { label: 'Markdown', text: `${isPicture ? '!' : ''}[${escapeMarkdown(name)}](${renderUrl})` },
    {
      label: 'HTML',
      text: isPicture
        ? `<img src="${renderUrl}" alt="${escapeHtml(name)}">`
        : `<a href="${renderUrl}">${escapeHtml(name)}</a>`,
    },
  ]
  return (
    <section className="block">
      <h2>Where it is</h2>
      <dl className="urls">
        {forms.map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code title={text}>{text}</code>
              <CopyButton
                text={text}
                label="Copy"
                name={`Copy the ${label === 'URL' ? 'URL' : `${label} of the picture`}`}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const escapeMarkdown = (text: string): string => text.replaceAll(/[\\[\]]/g, '\\$&')
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
