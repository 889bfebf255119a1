import { CHANGE_TYPES } from '../../src/shared/events.ts'
import { TEST_KEY, type TestFarm } from './farm.ts'

const CHANGES: ReadonlySet<string> = new Set(CHANGE_TYPES)

export interface StreamEvent {
  /** NaN where it has none. */
  id: number
  event: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract says is there
  data: any
}

export interface StreamOptions {
  /** What is not stored, too. */
  live?: boolean
  /** Passes over the changes of definitions; default true. */
  withoutChanges?: boolean
}

/** Reads a stream of events as it comes. */
export async function openStream(farm: TestFarm, headers: Record<string, string> = {}, options: StreamOptions = {}) {
  const { live = false, withoutChanges = true } = options
  const controller = new AbortController()
  const response = await fetch(`${farm.farm.url}/events${live ? '?live=true' : ''}`, {
    headers: { authorization: `Bearer ${TEST_KEY}`, ...headers },
    signal: controller.signal,
  })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ''
  return {
    response,
    /** The next event, or null at the end of the stream. */
    async next(): Promise<StreamEvent | null> {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end >= 0) {
          const block = text.slice(0, end)
          text = text.slice(end + 2)
          const members = Object.fromEntries(
            block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
          )
          const isWanted = !withoutChanges || !CHANGES.has(members.event ?? '')
          if (members.data && isWanted)
            return { id: Number(members.id), event: members.event ?? '', data: JSON.parse(members.data) }
          continue
        }
        const { done, value } = await reader.read()
        if (done) return null
        text += decoder.decode(value, { stream: true })
      }
    },
    close: () => controller.abort(),
  }
}
