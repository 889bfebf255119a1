import { PasswordInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import { DEFAULT_KEY_HEADER } from '../../../../shared/key-header.ts'
import classes from '../editor.module.css'
import { editSource, useDraft, useEditor, useFault } from '../editor-store.ts'
import { AUTH_KINDS, AUTH_WORDS, type AuthDraft, keepsSecret } from './auth-draft.ts'
import { movesAway } from './source-draft.ts'

/** How the request proves who asks. The secret is masked, and never told once it is saved. */
export function AuthFields() {
  const auth = useDraft(({ source }) => source.auth)
  const change = (part: Partial<AuthDraft>) => editSource({ auth: { ...auth, ...part } })
  const { kind } = auth
  return (
    <div className={classes.field}>
      <Select
        aria-label="Authentication"
        data-field="dataSource.credentials"
        data={AUTH_KINDS.map((value) => ({ value, label: AUTH_WORDS[value] }))}
        value={kind}
        onChange={(value) => change({ kind: value as AuthDraft['kind'], secret: '' })}
      />
      {kind === 'api_key' ? <KeyPlace auth={auth} change={change} /> : null}
      {kind === 'custom_header' ? <HeaderName auth={auth} change={change} /> : null}
      {kind === 'basic_auth' ? (
        <TextInput
          label="User name"
          data-field="dataSource.credentials.username"
          autoComplete="off"
          value={auth.username}
          onChange={({ currentTarget }) => change({ username: currentTarget.value })}
        />
      ) : null}
      {kind === 'none' ? (
        <p className={classes.hint}>The source is asked without a secret.</p>
      ) : (
        <Secret auth={auth} change={change} />
      )}
      <MovedAway auth={auth} />
    </div>
  )
}

interface Part {
  auth: AuthDraft
  change(part: Partial<AuthDraft>): void
}

function KeyPlace({ auth: { place, name }, change }: Part) {
  return (
    <>
      <SegmentedControl
        aria-label="Where the key goes"
        fullWidth
        data={[
          { value: 'header', label: 'In a header' },
          { value: 'query', label: 'In the query' },
        ]}
        value={place}
        onChange={(value) => change({ place: value as AuthDraft['place'], name: '' })}
      />
      <TextInput
        label={place === 'header' ? 'Header' : 'Parameter'}
        data-field={`dataSource.credentials.${place}`}
        placeholder={place === 'header' ? DEFAULT_KEY_HEADER : 'api_key'}
        autoComplete="off"
        spellCheck={false}
        value={name}
        error={useFault(`dataSource.credentials.${place}`)}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
      />
    </>
  )
}

function HeaderName({ auth: { name }, change }: Part) {
  return (
    <TextInput
      label="Header"
      data-field="dataSource.credentials.name"
      placeholder="X-Auth"
      autoComplete="off"
      spellCheck={false}
      value={name}
      error={useFault('dataSource.credentials.name')}
      onChange={({ currentTarget }) => change({ name: currentTarget.value })}
    />
  )
}

const SECRET_LABELS: Partial<Record<AuthDraft['kind'], string>> = {
  api_key: 'Key',
  bearer_token: 'Token',
  basic_auth: 'Password',
  custom_header: 'Value',
}

function Secret({ auth, change }: Part) {
  const member = auth.kind === 'basic_auth' ? 'password' : 'value'
  const isKept = keepsSecret(auth)
  const fault = useFault(`dataSource.credentials.${member}`)
  return (
    <PasswordInput
      label={SECRET_LABELS[auth.kind]}
      data-field={`dataSource.credentials.${member}`}
      placeholder={isKept ? 'Set. Type to replace it' : ''}
      autoComplete="new-password"
      spellCheck={false}
      value={auth.secret}
      error={fault === undefined ? undefined : fault === 'Required' ? 'Give the secret' : fault}
      onChange={({ currentTarget }) => change({ secret: currentTarget.value })}
    />
  )
}

/** A kept secret goes to no other host than the one that it was given for. */
function MovedAway({ auth }: { auth: AuthDraft }) {
  const savedUrl = useEditor(({ saved }) => saved?.source.url ?? '')
  const isMoved = useDraft(({ source }) => movesAway(source, savedUrl))
  if (!isMoved || !keepsSecret(auth) || auth.kind === 'none') return null
  return <p role="status">The host has changed, so that the secret has to be given again.</p>
}
