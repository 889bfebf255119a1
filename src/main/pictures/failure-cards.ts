import { LRUCache } from 'lru-cache'
import type { BindingWithState } from '../db/bindings.ts'
import type { TemplateRepository } from '../db/templates.ts'
import { type CardText, drawErrorCard } from './error-card.ts'

/** When to ask again where a first picture is on its way, and where none is. */
const RETRY_SOON_SECONDS = 5
const RETRY_LATER_SECONDS = 60
const MOST_KEPT = 100

const NOT_YET: CardText = { title: 'No picture yet', detail: 'It is drawn when its first data has come in' }

/** What is served in the place of a picture. */
export interface ServedCard {
  kind: 'card'
  status: 502 | 503
  content: Buffer
  retryAfterSeconds: number | null
  state: 'error'
}

export interface FailureCards {
  /** There is no picture yet. */
  notYet(view: BindingWithState, isOnItsWay: boolean): Promise<ServedCard>
  /** Names the stage that failed and the source's status: never a host, a body or a secret. */
  failed(view: BindingWithState): Promise<ServedCard>
}

/** The cards of bindings that have no picture to serve, in the size that it would have. */
export function createFailureCards(templates: Pick<TemplateRepository, 'find'>): FailureCards {
  const drawn = new LRUCache<string, Buffer>({ max: MOST_KEPT })

  async function card(
    view: BindingWithState,
    status: ServedCard['status'],
    text: CardText,
    retryAfterSeconds: number | null,
  ): Promise<ServedCard> {
    const size = await sizeOf(view)
    const key = JSON.stringify([text, size])
    const content = drawn.get(key) ?? (await drawErrorCard(text, size))
    drawn.set(key, content)
    return { kind: 'card', status, content, retryAfterSeconds, state: 'error' }
  }

  async function sizeOf({ binding }: BindingWithState): Promise<{ width: number; height: number }> {
    const { width, height, deviceScaleFactor } = binding.outputConfig
    const template = width && height ? undefined : await templates.find(binding.templateId)
    return {
      width: (width ?? template?.width ?? 1200) * deviceScaleFactor,
      height: (height ?? template?.height ?? 630) * deviceScaleFactor,
    }
  }

  return {
    notYet: (view, isOnItsWay) => card(view, 503, NOT_YET, isOnItsWay ? RETRY_SOON_SECONDS : RETRY_LATER_SECONDS),
    failed(view) {
      const { lastError } = view.state
      const noBrowser = lastError?.code === 'UNAVAILABLE' && lastError.stage === 'render'
      const answer = lastError?.upstreamStatus ? `, the source answered ${lastError.upstreamStatus}` : ''
      const detail = lastError ? `Failed at: ${lastError.stage}${answer}` : 'There is nothing to show yet'
      const text = { title: 'This picture can’t be shown right now', detail }
      return card(view, noBrowser ? 503 : 502, text, noBrowser ? RETRY_LATER_SECONDS : null)
    },
  }
}
