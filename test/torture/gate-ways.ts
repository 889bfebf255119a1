import type { TestFarm } from '../helpers/farm.ts'

/** What became of asking for a URL: how it was refused, `reached`, or the fault in its own words. */
export type Outcome = string

/** A way out whose target is saved first and asked for later. */
export interface SavedWay {
  /** The uid of what was made, or how that was refused. */
  save(url: string): Promise<{ uid: string } | { refused: Outcome }>
  ask(uid: string): Promise<Outcome>
}

export const isRefusal = (outcome: Outcome): boolean => /^(refused|blocked|name not found)/.test(outcome)

const refusedAtSave = (status: number): Outcome =>
  status === 400 ? 'refused at save' : status === 422 ? 'blocked at save' : `saving answered ${status}`

/** A binding's source: saved without a look at the network, fetched by a refresh. */
export function dataWay({ call }: TestFarm, templateId: string): SavedWay {
  return {
    async save(url) {
      const definition = {
        templateId,
        mapping: {},
        refreshPolicy: { type: 'manual' },
        dataSource: { type: 'http', url },
      }
      const { status, json } = await call('POST', '/bindings', definition)
      return status === 201 ? { uid: json.binding.uid } : { refused: refusedAtSave(status) }
    },
    async ask(uid) {
      const { json } = await call('POST', `/bindings/${uid}/refresh?wait=true`)
      return fetchOutcome(json.run.error)
    },
  }
}

/** A source that is tried without being saved. */
export async function tryData({ call }: TestFarm, templateId: string, url: string): Promise<Outcome> {
  const { status, json } = await call('POST', '/bindings/test', {
    templateId,
    mapping: {},
    dataSource: { type: 'http', url },
  })
  return status === 200 ? fetchOutcome(json.error) : refusedAtSave(status)
}

function fetchOutcome(error: { code: string; stage: string } | null): Outcome {
  if (error === null) return 'reached'
  if (error.code === 'BLOCKED_URL') return 'blocked at fetch'
  if (error.stage === 'dns') return 'name not found'
  // An answer that is of no use is an answer.
  return ['status', 'parse', 'content_type', 'tls'].includes(error.stage)
    ? 'reached'
    : `${error.code} at ${error.stage}`
}

/**
 * A subscription's target: judged when it is saved and again at each delivery. It hears of no template that there is,
 * or what the farm's own sample has to tell each minute, and tries again later, would knock as well.
 */
export function webhookWay({ call }: TestFarm): SavedWay {
  return {
    async save(targetUrl) {
      const subscription = { event: 'binding.updated', targetUrl, filters: { templateId: 'tmpl_none' } }
      const { status, json } = await call('POST', '/webhook-subscriptions', subscription)
      return status === 201 ? { uid: json.subscription.uid } : { refused: refusedAtSave(status) }
    },
    async ask(uid) {
      const { json } = await call('POST', `/webhook-subscriptions/${uid}/test`)
      const { status, error } = json.delivery.attempts[0] as { status: number | null; error: string | null }
      if (status !== null || /secure connection|broke the connection off/.test(error ?? '')) return 'reached'
      if (/Allow this host|never be allowed/.test(error ?? '')) return 'blocked at delivery'
      return /was not found/.test(error ?? '') ? 'name not found' : `${error}`
    },
  }
}

const attribute = (url: string): string => url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const css = (url: string): string =>
  `"${url.replace(/[^\w:/.@-]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`
const script = (url: string): string => JSON.stringify(url).replaceAll('<', '\\u003c')

/** Ways of a page to ask for something; they take turns. */
const ELEMENTS: ((url: string) => string)[] = [
  (url) => `<img src="${attribute(url)}">`,
  (url) => `<link rel=stylesheet href="${attribute(url)}">`,
  (url) => `<iframe src="${attribute(url)}"></iframe>`,
  (url) => `<div style="${attribute(`background:url(${css(url)})`)}">x</div>`,
  (url) => `<script src="${attribute(url)}" async></script>`,
  (url) => `<object data="${attribute(url)}"></object>`,
  (url) => `<script>fetch(${script(url)}, { mode: 'no-cors', method: 'POST', body: 'x' }).catch(() => {})</script>`,
  (url) => `<script>try { new WebSocket(${script(url)}) } catch {}</script>`,
  (url) => `<script>new Image().src = ${script(url)}</script>`,
]

/** Draws pages that ask for all of these, some at a time, scripts on; tells of those that were not drawn. */
export async function askPages({ call }: TestFarm, urls: readonly string[], perPage = 100): Promise<string[]> {
  const failed: string[] = []
  for (let start = 0; start < urls.length; start += perPage) {
    const html = urls
      .slice(start, start + perPage)
      .map((url, i) => ELEMENTS[i % ELEMENTS.length]?.(url))
      .join('\n')
    const page = { html: `<!doctype html>${html}`, width: 60, height: 60, jsEnabled: true }
    const { status, json } = await call('POST', '/templates/preview', page)
    if (status !== 200) failed.push(`${status}, ${json?.detail}`)
  }
  return failed
}
