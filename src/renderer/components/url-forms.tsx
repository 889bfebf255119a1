import type { Binding } from '../../shared/binding.ts'
import { paths } from '../stores/route.ts'
import { curlForm, isThisMachineOnly, urlForms } from '../words/url-forms.ts'
import { CopyButton } from './copy-button.tsx'

const NAMES = {
  URL: 'Copy the URL',
  Markdown: 'Copy the Markdown of the picture',
  HTML: 'Copy the HTML of the picture',
  curl: 'Copy the curl command',
} as const

/** The picture's address, ready for the places that it goes to, and from where it is reached. */
export function UrlForms({ binding }: { binding: Binding }) {
  return (
    <>
      <dl className="urls">
        {[...urlForms(binding), curlForm(binding)].map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code title={text}>{text}</code>
              <CopyButton text={text} label="Copy" name={NAMES[label]} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="faint">
        The address never changes, whatever you edit.
        {isThisMachineOnly(binding.renderUrl) ? <ForOthers there={binding.cloud?.renderUrl ?? null} /> : null}
      </p>
    </>
  )
}

/**
 * Whoever puts such an address into a page on the web sees the picture, and nobody else does.
 * @param there its address where it is synced to
 */
const ForOthers = ({ there }: { there: string | null }) => (
  <>
    {' '}
    Only this machine reaches it: for a page that others read,{' '}
    {there === null ? (
      <>
        give Bindery <a href={paths.settings('publicUrl')}>a public URL</a> or <a href={paths.sync()}>sync</a> it.
      </>
    ) : (
      <>
        take the address it is synced to: <code className="breakable">{there}</code>
      </>
    )}
  </>
)
