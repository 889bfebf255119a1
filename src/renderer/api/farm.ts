import { ask, Unreachable } from './ask.ts'

export const farmApi = {
  /** The bytes of the event stream, news included, from the event after `lastEventId` on, or from now. */
  async events(lastEventId: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const headers = { accept: 'text/event-stream', ...(lastEventId !== null && { 'last-event-id': lastEventId }) }
    const response = await ask('/events?live=true', { headers, signal })
    if (!response.body) throw new Unreachable('The farm’s event stream is empty.')
    return response.body
  },
}
