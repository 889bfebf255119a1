import { Button } from '@mantine/core'
import type { Binding } from '../../../../shared/binding.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Excerpt } from '../../../components/excerpt.tsx'
import { paths } from '../../../stores/route.ts'
import { useTemplates } from '../../../stores/templates.ts'
import { curlOf } from '../../../words/webhook.ts'
import styles from '../webhooks-screen.module.css'
import { HookCalls } from './hook-calls.tsx'
import { HookSecret } from './hook-secret.tsx'
import { HookTry } from './hook-try.tsx'
import { HookUrl } from './hook-url.tsx'
import { sampleBody } from './sample-body.ts'

/** All about the webhook of a binding. */
export function HookDetail({ binding }: { binding: Binding }) {
  const { uid, dataSource, webhookUrl, webhookSecretSet, status } = binding
  const template = useTemplates(({ byUid }) => byUid[binding.templateId])
  const sample = dataSource.type === 'webhook' ? sampleBody(binding, template) : {}
  const curl = curlOf(webhookUrl, webhookSecretSet, sample)
  return (
    <>
      <p className={styles.about}>
        {dataSource.type === 'webhook'
          ? 'A POST with JSON brings the data, at most 1 MiB, and the picture is drawn from it.'
          : 'A POST refreshes the binding at once, whatever it brings.'}{' '}
        60 calls a minute are taken.
        {status === 'paused' ? ' While the binding is paused, calls are refused.' : ''}
      </p>
      <div className={styles.buttons}>
        <Button component="a" href={paths.bindings(uid)}>
          Open binding
        </Button>
        <Button component="a" href={paths.runs(uid)}>
          Its runs
        </Button>
      </div>
      <HookUrl binding={binding} />
      <HookSecret binding={binding} />
      <section className="block">
        <h3>From a shell</h3>
        <Excerpt text={curl} label="The call as a shell makes it" />
        <div>
          <CopyButton text={curl} label="Copy" name="Copy the curl call" />
        </div>
      </section>
      <HookTry binding={binding} sample={sample} />
      <HookCalls binding={binding} />
    </>
  )
}
