import type { StoredBinding } from '../../src/main/db/bindings.ts'

/** A static binding of which nothing is to be told but what is given. */
export const storedBinding = (told: Partial<StoredBinding> = {}): StoredBinding => ({
  uid: 'bind_a',
  name: 'A',
  templateId: 'tmpl_a',
  dataSource: { type: 'static', data: { a: 1 } },
  sealedSecrets: null,
  needsSecret: false,
  mapping: {},
  defaults: {},
  refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' },
  outputConfig: { format: 'png', quality: 80, deviceScaleFactor: 1 },
  urlExtension: 'png',
  webhookToken: 'token',
  sealedWebhookSecret: null,
  origin: 'user',
  extra: {},
  revision: 1,
  createdAt: 1,
  updatedAt: 1,
  deletedAt: null,
  ...told,
})
