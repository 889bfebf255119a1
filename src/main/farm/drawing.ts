import type { ChromiumView } from '../../shared/chromium.ts'
import { createChangeable } from '../chromium/changeable.ts'
import { downloadChromium } from '../chromium/download.ts'
import { createInstallation } from '../chromium/installation.ts'
import { createRenderer } from '../chromium/renderer.ts'
import { createEvaluator } from '../evaluator/evaluator.ts'
import { countAsActivity, watchRenderer } from '../metrics/watched.ts'
import { createGate } from '../network/gate.ts'
import { startPageProxy } from '../network/page-proxy.ts'
import { withChromiumTried } from './chromium-setting.ts'
import type { FarmContext } from './context.ts'
import { versionOf } from './farm-status.ts'
import type { Kept } from './kept.ts'
import { openRemotes } from './remotes.ts'
import { wayOutOf } from './way-out.ts'

export type DrawingParts = Awaited<ReturnType<typeof openDrawing>>

/** The way out, and what draws: the gate, the pages' proxy, browsers, and the evaluator of users' code. */
export async function openDrawing(context: FarmContext, kept: Kept) {
  const { parts, ownPorts, onStop, onFault } = context
  const gate = createGate(wayOutOf(context, kept))
  onStop(() => gate.stop())
  const proxy = await startPageProxy({ gate, onBlocked: kept.refusedHosts.note })
  ownPorts.push(proxy.port)
  onStop(() => proxy.stop())

  const { dataDir, files, metrics } = kept
  const given = parts.options.chromium
  const makeRenderer = (named: string | null) =>
    countAsActivity(
      watchRenderer(createRenderer({ ...parts.browsers, named, dataDir, proxy, logger: parts.log }), metrics),
      context.activity,
    )
  const renderer = createChangeable(makeRenderer, given ?? kept.settings.current().chromiumPath)
  onStop(() => renderer.stop())
  const settings = withChromiumTried(kept.settings, renderer, given)

  const tellChromium = () => context.bus.emit('news', { type: 'chromium.changed', data: chromium() })
  const remotes = openRemotes(context, kept, gate, renderer, tellChromium)
  onStop(() => remotes.stop())
  const installation = createInstallation({
    dataDir,
    download: parts.download ?? downloadChromium,
    onChange: tellChromium,
    onInstalled: async () => (await renderer.prepare(given ?? settings.current().chromiumPath)).take(),
    onFault,
  })
  onStop(() => installation.stop())
  renderer.onStateChange(tellChromium)
  const evaluator = createEvaluator()
  onStop(() => evaluator.stop())

  function chromium(): ChromiumView {
    const { queueDepth: _, version, ...state } = renderer.state()
    const endpoints = remotes.health().map((each) => ({ ...each, version: versionOf(each.version) }))
    return {
      ...state,
      version: versionOf(version),
      endpoints,
      download: installation.progress,
      downloadError: installation.error,
    }
  }
  const locale = () => ({ locale: settings.current().locale, timeZone: settings.current().timeZone })
  return { gate, remotes, settings, installation, chromium, drawing: { evaluator, renderer, files, locale } }
}
