import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Binding } from '../../../../shared/binding.ts'
import type { Json } from '../../../../shared/json.ts'
import { webhooksInApi } from '../../../api/webhooks.ts'
import { BusyButton } from '../../../components/busy-button.tsx'
import { notify } from '../../../notify.tsx'
import { MOD } from '../../../shell/keys.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import { telling } from '../../../telling.ts'
import styles from '../webhooks-screen.module.css'

/** Sends a call as one from outside would be. */
export function HookTry({ binding: { uid, status, dataSource }, sample }: { binding: Binding; sample: Json }) {
  const isOffline = useIsOffline()
  const [written, setWritten] = useState<string | null>(null)
  const text = written ?? JSON.stringify(sample, null, 2)
  const [fault, setFault] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)
  const isPaused = status === 'paused'
  const send = async () => {
    const body = parse(text)
    setFault(body === undefined ? 'This is not JSON. Names and texts stand in double quotes.' : null)
    if (body === undefined) return
    setSending(true)
    await telling('Sending the test', async () => {
      await webhooksInApi.send(uid, body)
      notify({ kind: 'done', text: 'The webhook took the test. What came of it stands below.' })
    })
    setSending(false)
  }
  return (
    <section className="block">
      <h3>Send a test</h3>
      <Textarea
        label="JSON"
        description={
          dataSource.type === 'webhook'
            ? 'It becomes the data of the binding, as if it came from outside.'
            : 'The binding is refreshed; what is sent is not used.'
        }
        classNames={{ input: styles.code }}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        value={text}
        error={fault}
        onChange={({ currentTarget }) => setWritten(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
        }}
      />
      <div>
        <BusyButton
          disabled={isOffline || isPaused}
          loading={isSending}
          title={isPaused ? 'The binding is paused: resume it first' : `Send it (${MOD} Enter)`}
          onClick={send}
        >
          Send
        </BusyButton>
      </div>
    </section>
  )
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
