import type { Binding } from '../../../shared/binding.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { urlForms } from '../../words/url-forms.ts'

/** The picture's address, ready for the places that it goes to. */
export function UrlCard({ binding }: { binding: Binding }) {
  return (
    <section className="block">
      <h2>Where it is</h2>
      <dl className="urls">
        {urlForms(binding).map(({ label, text }) => (
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
