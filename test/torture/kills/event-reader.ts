import { API_KEY } from './farm-life.ts'

export interface ReadEvent {
  seq: number
  type: string
  id: string
}

export type EventReader = ReturnType<typeof createEventReader>

/** One reader of the event stream from the first event on, which resumes where it was cut off. */
export function createEventReader() {
  const events: ReadEvent[] = []
  let reading: Promise<void> = Promise.resolve()

  async function read(base: string): Promise<void> {
    const since = String(events.at(-1)?.seq ?? 0)
    const response = await fetch(`${base}/events`, {
      headers: { authorization: `Bearer ${API_KEY}`, 'last-event-id': since },
    })
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n')
      // What the kill cut off is no event.
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, seq, type, data] = /^id: (\d+)\nevent: (\S+)\ndata: (.*)$/.exec(block) ?? []
        if (seq && type && data) events.push({ seq: Number(seq), type, id: JSON.parse(data).id })
      }
    }
  }

  return {
    events,
    /** Reads on at a farm, until that dies. */
    follow(base: string): void {
      reading = reading.then(() => read(base)).catch(() => {})
    },
    /** Waits until the stream is over. */
    ended: () => reading,
  }
}
