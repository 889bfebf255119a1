import { EventEmitter, once } from 'node:events'

/** The farm was killed before the answer was whole: nobody knows what became of the request. */
export class Cut extends Error {}

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: the ledger reads what the contract says is there
  json: any
  bytes: Buffer
}

export type Client = ReturnType<typeof createClient>

/**
 * Speaks to whichever farm is alive. An answer that is not one of those expected is told; one that was cut off throws Cut.
 */
export function createClient(apiKey: string, tell: (failure: string) => void) {
  const moments = new EventEmitter<{ up: []; sent: [] }>()
  let base: string | null = null
  let acknowledged = 0

  async function call(
    method: string,
    path: string,
    {
      body,
      expect = [200],
      headers = {},
    }: { body?: unknown; expect?: number[]; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    if (base === null) throw new Cut()
    const answer = await ask(method, path.startsWith('/') ? base + path : path, body, headers)
    if (!expect.includes(answer.status)) {
      tell(`${method} ${path} answered ${answer.status}: ${answer.bytes.subarray(0, 300)}`)
      throw new Cut()
    }
    if (method !== 'GET' && answer.status < 300) acknowledged++
    return answer
  }

  async function ask(method: string, url: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    try {
      const asking = fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      if (method !== 'GET') moments.emit('sent')
      const response = await asking
      const bytes = Buffer.from(await response.arrayBuffer())
      const isJson = response.headers.get('content-type')?.includes('json')
      return { status: response.status, json: isJson ? JSON.parse(bytes.toString()) : undefined, bytes }
    } catch {
      throw new Cut()
    }
  }

  return {
    call,
    moments,
    get base() {
      return base
    },
    /** Writes that were answered with success. */
    get acknowledged() {
      return acknowledged
    },
    /** Where the farm is now; null while there is none. */
    moveTo(url: string | null): void {
      base = url
      if (url !== null) moments.emit('up')
    },
    /** Waits until there is a farm. */
    async up(): Promise<void> {
      while (base === null) await once(moments, 'up')
    },
  }
}
