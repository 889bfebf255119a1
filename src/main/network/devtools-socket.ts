import { Agent, type Dispatcher, WebSocket } from 'undici'
import { Problem } from '../../shared/errors.ts'
import { type DevtoolsAddress, unreachable } from './devtools-address.ts'

/** Messages to and from a browser elsewhere. */
export interface DevtoolsSocket {
  send(message: string): void
  close(): void
  onmessage?: (message: string) => void
  onclose?: () => void
}

/** Bytes of one message: a picture of 64 megapixels is less, written as text. */
const MAX_MESSAGE = 512 * 1024 * 1024

/** Pictures are packed already; packing them once more would take the browser longer than the way here. */
const unpacked: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const headers = Object.fromEntries(
    Object.entries(options.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'sec-websocket-extensions'),
  )
  return dispatch({ ...options, headers }, handler)
}

/**
 * Connects to a browser's DevTools.
 * @throws {Problem} `unavailable`, in words that hold nothing of the URL
 */
export async function openDevtools({ url, headers }: DevtoolsAddress, signal: AbortSignal): Promise<DevtoolsSocket> {
  signal.throwIfAborted()
  const agent = new Agent({ webSocket: { maxPayloadSize: MAX_MESSAGE } })
  const web = new WebSocket(url, { headers, dispatcher: agent.compose(unpacked) })
  const socket: DevtoolsSocket = {
    send: (message) => web.send(message),
    close: () => web.close(),
  }
  const { promise, resolve, reject } = Promise.withResolvers<DevtoolsSocket>()
  web.addEventListener('open', () => resolve(socket))
  web.addEventListener('message', ({ data }) => socket.onmessage?.(data))
  web.addEventListener('error', ({ error }) => reject(unreachable(error)))
  web.addEventListener('close', () => {
    reject(new Problem('unavailable', 'It did not let Bindery in.'))
    socket.onclose?.()
    void agent.destroy()
  })
  const onAbort = () => {
    reject(signal.reason)
    void agent.destroy()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return promise.finally(() => signal.removeEventListener('abort', onAbort))
}
