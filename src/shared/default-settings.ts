import type { Settings } from './settings.ts'

/** What the settings are before anybody changes them. Apart from their schemas, which a page that shows them does without. */
export const DEFAULT_SETTINGS: Settings = {
  locale: 'en-US',
  timeZone: 'UTC',
  allow: [],
  extraCaFile: null,
  systemCas: false,
  outboundProxy: null,
  chromiumPath: null,
  chromiumEndpoints: [],
  pageProxyListen: null,
  pageProxyAddress: null,
  picturesPerBinding: 20,
  runsPerBinding: 500,
  singleRenderDays: 7,
  totalBytes: 5_000_000_000,
  backupsKept: 7,
}
