import { CopyButton } from '../../../components/copy-button.tsx'
import editor from '../editor.module.css'
import { useEditor } from '../editor-store.ts'
import classes from './preview.module.css'
import { urlForms } from './url-forms.ts'

/** The picture's address, ready for the places that it goes to. */
export function UrlForms() {
  const binding = useEditor(({ binding }) => binding)
  if (binding === null) return null
  return (
    <div className={classes.fields}>
      {urlForms(binding.renderUrl, binding.name, binding.outputConfig.format).map(({ label, text, name }) => (
        <div key={label} className={editor.code}>
          <span className="faint">{label}</span>
          <code title={text}>{text}</code>
          <CopyButton text={text} label="Copy" name={name} iconOnly />
        </div>
      ))}
      <p className="faint">The address never changes, whatever you edit.</p>
    </div>
  )
}
