import { Alert, Button, Group, Modal, Select, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import type { Blocked } from '../../../../shared/blocked.ts'
import type { EventType } from '../../../../shared/events.ts'
import type { Subscription } from '../../../../shared/subscription.ts'
import { ApiError } from '../../../api/ask.ts'
import { subscriptionsApi } from '../../../api/webhooks.ts'
import { AllowHostButton } from '../../../components/allow-host-button.tsx'
import { Icon } from '../../../components/icon.tsx'
import { useUnsaved } from '../../../components/use-unsaved.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import { leave, useLeaving } from '../../../stores/route.ts'
import { useSubscriptions } from '../../../stores/subscriptions.ts'
import { EVENT_WORDS, EVENTS, PLATFORM_WORDS, PLATFORMS } from '../../../words/webhook.ts'
import styles from '../webhooks-screen.module.css'
import { FilterFields } from './filter-fields.tsx'
import { type Draft, draftOf, isSame, requestOf } from './subscription-draft.ts'

interface SubscriptionFormProps {
  /** What is edited; null closes it. */
  editing: Subscription | 'new' | null
  onClose(): void
  onSaved(saved: Subscription): void
}

const EVENT_OPTIONS = EVENTS.map((value) => ({ value, label: EVENT_WORDS[value].word }))
const PLATFORM_OPTIONS = PLATFORMS.map((value) => ({ value, label: PLATFORM_WORDS[value] }))

/** Makes or changes a subscription. */
export function SubscriptionForm({ editing, onClose, onSaved }: SubscriptionFormProps) {
  const isAsked = useLeaving(({ wanted }) => wanted !== null)
  const close = () => leave(onClose)
  return (
    <Modal
      opened={editing !== null}
      onClose={close}
      closeOnEscape={!isAsked}
      title={editing === 'new' ? 'New subscription' : 'Edit the subscription'}
      closeOnClickOutside={false}
    >
      {editing === null ? null : <Fields key={keyOf(editing)} editing={editing} onClose={close} onSaved={onSaved} />}
    </Modal>
  )
}

const keyOf = (editing: Subscription | 'new'): string => (editing === 'new' ? editing : editing.uid)

function Fields({ editing, onClose, onSaved }: SubscriptionFormProps & { editing: Subscription | 'new' }) {
  const base = draftOf(editing === 'new' ? null : editing)
  const [draft, setDraft] = useState<Draft>(base)
  const [fault, setFault] = useState<Error | null>(null)
  const [isSaving, setSaving] = useState(false)
  const isOffline = useIsOffline()
  useUnsaved(isSame(draft, base) ? null : 'What you wrote of this subscription is not saved yet.')
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const save = async (event?: FormEvent) => {
    event?.preventDefault()
    setSaving(true)
    setFault(null)
    const body = requestOf(draft)
    try {
      onSaved(await (editing === 'new' ? subscriptionsApi.create(body) : subscriptionsApi.update(editing.uid, body)))
    } catch (error) {
      setFault(error as Error)
      setSaving(false)
    }
  }
  const fieldFault = (name: string) =>
    fault instanceof ApiError ? fault.fields.find(({ field }) => field === name)?.message : undefined
  const urlFault = fieldFault('targetUrl')
  useEffect(() => {
    if (urlFault !== undefined) document.getElementById('target-url')?.focus()
  }, [urlFault])
  return (
    <form className={styles.fields} onSubmit={save} noValidate>
      {editing === 'new' ? null : <ChangedElsewhere editing={editing} onTake={setDraft} />}
      <Select
        label="Event"
        description={EVENT_WORDS[draft.event].about}
        data={EVENT_OPTIONS}
        value={draft.event}
        onChange={(event) => event && change({ event })}
        data-autofocus
      />
      <TextInput
        id="target-url"
        label="URL"
        description="It is sent a POST with JSON, and answers 2xx within 30 s."
        placeholder="https://example.org/hook"
        inputMode="url"
        required
        value={draft.targetUrl}
        error={urlFault}
        onChange={({ currentTarget }) => change({ targetUrl: currentTarget.value })}
      />
      <Select
        label="Receiver"
        data={PLATFORM_OPTIONS}
        value={draft.platform}
        onChange={(platform) => platform && change({ platform })}
      />
      <FilterFields draft={draft} onChange={change} />
      <Fault fault={fault} isTold={urlFault !== undefined} onAllowed={() => save()} />
      <Group justify="flex-end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={isSaving} disabled={isOffline}>
          {editing === 'new' ? 'Create' : 'Save'}
        </Button>
      </Group>
    </form>
  )
}

/** Somebody else has saved it in the meantime: one sees what, and chooses. */
function ChangedElsewhere({ editing, onTake }: { editing: Subscription; onTake(theirs: Draft): void }) {
  const current = useSubscriptions(({ list }) => list.find(({ uid }) => uid === editing.uid))
  const [seen, setSeen] = useState(editing)
  if (!current || isSame(draftOf(current), draftOf(seen))) return null
  return (
    <div className="banner" data-tone="warn" role="status">
      <Icon name="warn" />
      <p className="breakable">
        <strong>It was changed elsewhere.</strong> It now sends “{EVENT_WORDS[current.event as EventType].word}” to{' '}
        {current.targetUrl}. Save puts what you wrote in its place.
      </p>
      <Button
        onClick={() => {
          onTake(draftOf(current))
          setSeen(current)
        }}
      >
        Take theirs
      </Button>
      <Button onClick={() => setSeen(current)}>Keep mine</Button>
    </div>
  )
}

function Fault({ fault, isTold, onAllowed }: { fault: Error | null; isTold: boolean; onAllowed(): Promise<void> }) {
  if (fault === null || isTold) return null
  const blocked = fault instanceof ApiError && fault.code === 'BLOCKED_URL' ? (fault.body as unknown as Blocked) : null
  return (
    <Alert color="bad" role="alert">
      <div className={styles.fields}>
        <p>{fault.message}</p>
        {blocked ? (
          <div>
            <AllowHostButton blocked={blocked} onAllowed={onAllowed} />
          </div>
        ) : null}
      </div>
    </Alert>
  )
}
