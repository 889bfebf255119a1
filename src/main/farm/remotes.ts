import type { EndpointHealthView } from '../../shared/chromium-endpoint.ts'
import { createEndpoints, type NamedEndpoint } from '../chromium/remote/endpoints.ts'
import type { Renderer } from '../chromium/renderer.ts'
import { findDevtools } from '../network/devtools-address.ts'
import { openDevtools } from '../network/devtools-socket.ts'
import type { Gate } from '../network/gate.ts'
import { keepWorkerProxies } from '../network/worker-proxies.ts'
import { maskEndpoint } from '../secrets/endpoint-secrets.ts'
import type { FarmContext } from './context.ts'
import type { Kept } from './kept.ts'

export interface Remotes {
  health(): EndpointHealthView[]
  start(): void
  settingsChanged(isProxyOther: boolean): void
  stop(): Promise<void>
}

/** The browsers elsewhere that draw for the farm, and the way to the network that it gives them. */
export function openRemotes(
  { parts, ownPorts, onFault }: FarmContext,
  { settings, refusedHosts }: Kept,
  gate: Gate,
  renderer: Renderer,
  onChange: () => void,
): Remotes {
  const { options } = parts
  const proxies = keepWorkerProxies({
    gate,
    onBlocked: refusedHosts.note,
    ownPorts,
    listen: () => options.pageProxyListen ?? settings.current().pageProxyListen,
    address: () => options.pageProxyAddress ?? settings.current().pageProxyAddress,
  })
  const fixed = options.chromiumEndpoints.map(
    ({ url, weight }): NamedEndpoint => ({ url, shown: maskEndpoint(url), weight, isFixed: true }),
  )
  const named = () => [...fixed, ...settings.chromiumEndpoints().map((each) => ({ ...each, isFixed: false }))]
  const endpoints = createEndpoints({
    renderer,
    named,
    proxyFor: proxies.proxyFor,
    connect: async (url, signal) => openDevtools(await findDevtools(url, signal), signal),
    ...(parts.browsers?.resourceWaitMs && { resourceWaitMs: parts.browsers.resourceWaitMs }),
    onChange,
    onState({ shown }, state, detail) {
      const facts = { browser: new URL(shown).host, state, ...(detail !== null && { detail }) }
      if (detail === null) parts.log.info(facts, 'A browser elsewhere')
      else parts.log.warn(facts, 'A browser elsewhere')
    },
    onFault,
  })

  let isStarted = false
  async function follow(isProxyOther: boolean): Promise<void> {
    if (!isProxyOther && named().length > 0) return endpoints.renew()
    await endpoints.restart()
    if (named().length === 0) await proxies.close()
  }

  return {
    health: () => endpoints.health(),
    start() {
      isStarted = true
      endpoints.renew()
    },
    settingsChanged(isProxyOther) {
      if (isStarted) void follow(isProxyOther).catch(onFault)
    },
    async stop() {
      await endpoints.stop()
      await proxies.close()
    },
  }
}
