import { expect, test } from 'vitest'
import { mergeDefinition, newDefinition } from '../../../src/main/bindings/binding-definition.ts'
import type { StoredTemplate } from '../../../src/main/db/templates.ts'
import { openSecrets } from '../../../src/main/secrets/secrets.ts'
import { openSourceSecrets } from '../../../src/main/secrets/source-secrets.ts'
import { bindingCreateSchema, bindingUpdateSchema } from '../../../src/shared/binding.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const template = { name: 'Card', width: 100, height: 50 } as StoredTemplate
const source = (path: string, more: object = {}) => ({ type: 'http', url: `https://a.test/${path}`, ...more })
const credentials = { type: 'bearer_token', value: 's3cret' }
const kept: { secret: string | null } = { secret: null }

function definitionWith(dataDir: string) {
  const secrets = openSecrets(dataDir, null)
  const input = bindingCreateSchema.parse({ templateId: 't', mapping: {}, dataSource: source('one', { credentials }) })
  return { secrets, binding: newDefinition(input, template, secrets, 1) }
}

test('a definition whose secrets did not change keeps their very blob, so that its data stays good', () => {
  const { secrets, binding } = definitionWith(tempDir())
  const update = bindingUpdateSchema.parse({ dataSource: source('two') })
  const next = mergeDefinition(binding, update, template, secrets, 2)
  expect(next.sealedSecrets).toBe(binding.sealedSecrets)
  expect(next).toMatchObject({ revision: 2, updatedAt: 2, createdAt: 1, needsSecret: false })
})

test('a master key that is locked away costs no secret: the source cannot be edited meanwhile, the rest can', () => {
  const { binding } = definitionWith(tempDir())
  const remembered = tempDir()
  openSecrets(remembered, { read: () => kept.secret, write: (_account, secret) => Object.assign(kept, { secret }) })
  const locked = openSecrets(remembered, null)
  expect(locked.available).toBe(false)
  const edit = (update: object) => mergeDefinition(binding, bindingUpdateSchema.parse(update), template, locked, 2)
  expect(() => edit({ dataSource: source('two') })).toThrow('cannot be had')
  expect(edit({ name: 'New' })).toMatchObject({ name: 'New', sealedSecrets: binding.sealedSecrets })
})

test('secrets that another key sealed are shown as dropped when the source is edited', () => {
  const { binding } = definitionWith(tempDir())
  const other = openSecrets(tempDir(), null)
  expect(openSourceSecrets(binding, other)).toBeNull()
  const next = mergeDefinition(binding, bindingUpdateSchema.parse({ dataSource: source('two') }), template, other, 2)
  expect(next).toMatchObject({
    needsSecret: true,
    sealedSecrets: null,
    dataSource: { credentials: { type: 'bearer_token', set: false } },
  })
})
