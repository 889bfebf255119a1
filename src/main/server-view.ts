import type { ServerView } from '../shared/server.ts'
import { apiKeyPath, type FarmOptions } from './process/options.ts'
import { maskEndpoint } from './secrets/endpoint-secrets.ts'

/** What a farm was started with, for those with a key; the key itself is not in it. */
export function serverView(options: FarmOptions, url: string): ServerView {
  const { host, publicUrl, serverNames, allowHosts, dataDir, apiKey, apiKeyFile, chromium } = options
  const { chromiumEndpoints, pageProxyListen, pageProxyAddress } = options
  return {
    url,
    host,
    port: Number(new URL(url).port || 80),
    publicUrl: publicUrl?.href.replace(/\/$/, '') ?? null,
    names: serverNames,
    allowHosts,
    dataDir,
    apiKeyFile: apiKeyFile ?? (apiKey === null ? apiKeyPath(dataDir) : null),
    chromiumEndpoints: chromiumEndpoints.map((endpoint) => maskEndpoint(endpoint.url)),
    pageProxyListen,
    pageProxyAddress,
    chromium,
  }
}
