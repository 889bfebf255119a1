import type { ServerView } from '../../shared/server.ts'
import { baseOf } from '../process/address.ts'
import { apiKeyPlace, type FarmOptions } from '../process/options.ts'
import { maskEndpoint } from '../secrets/endpoint-secrets.ts'

/** What a farm was started with, for those with a key; the key itself is not in it. */
export function serverView(options: FarmOptions, url: string): ServerView {
  const { host, publicUrl, serverNames, allowHosts, dataDir, chromium } = options
  const { chromiumEndpoints, pageProxyListen, pageProxyAddress } = options
  return {
    url,
    host,
    port: Number(new URL(url).port || 80),
    publicUrl: publicUrl && baseOf(publicUrl),
    names: serverNames,
    allowHosts,
    dataDir,
    apiKeyFile: apiKeyPlace(options),
    chromiumEndpoints: chromiumEndpoints.map((endpoint) => maskEndpoint(endpoint.url)),
    pageProxyListen,
    pageProxyAddress,
    chromium,
  }
}
