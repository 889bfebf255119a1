import type { Settings } from '../../../shared/settings.ts'

/** What the settings are before anybody changes them; a test holds it to the farm's own, whose module would bring its schemas along. */
export const DEFAULTS: Settings = {
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
  totalBytes: 5 * 1024 ** 3,
  backupsKept: 7,
}
