import type { ChromiumEndpoint } from '../../shared/chromium-endpoint.ts'
import { Problem } from '../../shared/errors.ts'
import { findDevtools } from '../network/devtools-address.ts'
import { advice, type Finding, ok } from './finding.ts'

/** Whether browsers elsewhere can be reached; whether they draw as they should only a farm that runs can tell. */
export async function lookAtEndpoints(endpoints: readonly ChromiumEndpoint[]): Promise<Finding> {
  const name = 'Browsers elsewhere'
  if (endpoints.length === 0) return ok(name, 'none')
  const all = await Promise.all(endpoints.map(({ url }) => look(new URL(url))))
  const says = all.map(({ said }) => said).join('; ')
  return all.every(({ isFine }) => isFine)
    ? ok(name, says)
    : advice(name, `${says}; GET /chromium of a farm that runs says more`)
}

async function look(url: URL): Promise<{ isFine: boolean; said: string }> {
  // What is secret in it is sealed, and the key is not for this.
  if (/\*\*\*/.test(url.href)) return { isFine: true, said: `${url.host} wants a token, which is not tried here` }
  if (url.protocol.startsWith('ws'))
    return { isFine: true, said: `${url.host} is a WebSocket, which is not tried here` }
  try {
    await findDevtools(url.href, new AbortController().signal)
    return { isFine: true, said: `${url.host} answers` }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { isFine: false, said: `${url.host} is not to be used. ${error.message}` }
  }
}
