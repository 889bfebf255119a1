/** One event of a stream (WHATWG HTML, 9.2.6). */
export interface StreamEvent {
  /** The id to resume after. */
  id: string | null
  type: string
  data: string
}

/** The farm sends a comment every 15 s; a stream that is silent for this long, in milliseconds, is dead. */
const SILENCE_LIMIT_MS = 40_000

/** Reads server-sent events until the stream ends. @throws when it breaks or falls silent */
export async function* readEventStream(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<StreamEvent> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  try {
    for (;;) {
      const { done, value } = await withSilenceLimit(reader.read())
      if (done) return
      buffer += value.replaceAll('\r\n', '\n')
      const blocks = buffer.split('\n\n')
      buffer = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parseBlock(block)
        if (event) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function parseBlock(block: string): StreamEvent | null {
  const event = { id: null as string | null, type: 'message', data: [] as string[] }
  for (const line of block.split('\n')) {
    const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (field === 'id') event.id = value ?? ''
    if (field === 'event') event.type = value ?? ''
    if (field === 'data') event.data.push(value ?? '')
  }
  return event.data.length === 0 ? null : { ...event, data: event.data.join('\n') }
}

async function withSilenceLimit<T>(reading: Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('The event stream fell silent')), SILENCE_LIMIT_MS)
  try {
    return await Promise.race([reading, silence])
  } finally {
    clearTimeout(timer)
  }
}
