import { expect, test } from 'vitest'
import { hideEndpointSecrets, wholeEndpoint } from '../../../src/main/secrets/endpoint-secrets.ts'
import { openSecrets } from '../../../src/main/secrets/secrets.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const URL_GIVEN = 'ws://me:hush@10.0.0.6:9222/?token=quiet&launch=%7B%7D'
const SHOWN = 'ws://me:***@10.0.0.6:9222/?token=***&launch=%7B%7D'

test('what is secret is sealed, comes back whole, and is kept where *** is sent back', () => {
  const secrets = openSecrets(tempDir(), null)
  const [hidden] = hideEndpointSecrets([{ url: URL_GIVEN, weight: 1 }], [], secrets)
  expect(hidden).toMatchObject({ url: SHOWN, weight: 1 })
  expect(Buffer.from(hidden?.sealed ?? '', 'base64').toString('latin1')).not.toMatch(/hush|quiet/)
  const kept = hideEndpointSecrets([{ url: SHOWN, weight: 2 }], hidden ? [hidden] : [], secrets)
  expect(kept.map((each) => wholeEndpoint(each, secrets))).toEqual([URL_GIVEN])
  const open = hideEndpointSecrets([{ url: 'http://10.0.0.6:9222/', weight: 1 }], [], secrets)
  expect(open).toMatchObject([{ sealed: null }])
})

test('under another key it can not be read, and is not taken for what is shown', () => {
  const hidden = hideEndpointSecrets([{ url: URL_GIVEN, weight: 1 }], [], openSecrets(tempDir(), null))
  const others = openSecrets(tempDir(), null)
  expect(hidden.map((each) => wholeEndpoint(each, others))).toEqual([null])
})

test('*** for what was never given, or at another place, is asked for again', () => {
  const secrets = openSecrets(tempDir(), null)
  const kept = hideEndpointSecrets([{ url: URL_GIVEN, weight: 1 }], [], secrets)
  for (const url of [SHOWN.replace('10.0.0.6', '10.0.0.7'), SHOWN.replace('***', 'other'), 'http://10.0.0.6:9222/***'])
    expect(() => hideEndpointSecrets([{ url, weight: 1 }], kept, secrets), url).toThrow(/token or password/)
})
