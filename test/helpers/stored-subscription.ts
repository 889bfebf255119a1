import type { StoredSubscription } from '../../src/main/db/subscriptions.ts'

/** A subscription of which nothing is to be told but what is given. */
export const storedSubscription = (told: Partial<StoredSubscription> = {}): StoredSubscription => ({
  uid: 'sub_a',
  event: 'render.failed',
  targetUrl: 'https://example.org/',
  platform: 'custom',
  filters: {},
  sealedSecret: Buffer.alloc(0),
  status: 'active',
  reason: null,
  createdAt: 0,
  updatedAt: 0,
  ...told,
})
