import { CopyButton } from '../../../components/copy-button.tsx'
import { paths } from '../../../stores/route.ts'
import classes from '../editor.module.css'
import { useEditor } from '../editor-store.ts'

/** Data that others send: where to, and how. */
export function WebhookSource() {
  const binding = useEditor(({ binding }) => binding)
  if (binding === null) {
    return (
      <div className={classes.field}>
        <p>Others send the data: the JSON of each POST becomes the binding’s data, and draws it anew.</p>
        <p className={classes.hint}>
          The URL to send it to is made when you save. Until data comes in, paste a sample to map from.
        </p>
      </div>
    )
  }
  const { webhookUrl, webhookSecretSet, uid } = binding
  const curl = `curl -X POST '${webhookUrl}' -H 'Content-Type: application/json' -d '{"title":"Hello"}'`
  return (
    <div className={classes.field}>
      <p>The JSON of each POST to this URL becomes the binding’s data.</p>
      <CodeLine label="URL" text={webhookUrl} name="Copy the webhook URL" />
      <CodeLine label="curl" text={curl} name="Copy the curl command of the webhook" />
      <p className={classes.hint}>
        {webhookSecretSet ? 'Calls must be signed.' : 'Whoever knows the URL may send.'}{' '}
        <a href={paths.webhooksIn(uid)}>
          {webhookSecretSet ? 'Secret and calls' : 'Require a signature, and see calls'}
        </a>
      </p>
    </div>
  )
}

function CodeLine({ label, text, name }: { label: string; text: string; name: string }) {
  return (
    <div className={classes.code}>
      <span className={classes.hint}>{label}</span>
      <code title={text}>{text}</code>
      <CopyButton text={text} label="Copy" name={name} iconOnly />
    </div>
  )
}
