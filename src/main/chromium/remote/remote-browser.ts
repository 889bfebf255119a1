import { type CDPSession, Connection, type ConnectionTransport } from 'puppeteer-core'
import { Problem } from '../../../shared/errors.ts'
import { orAborted } from '../../aborted.ts'
import type { TargetPlace } from '../launch.ts'
import { untilSilent } from '../pulse.ts'

/** A browser elsewhere, reached over one connection of its own. */
export interface RemoteBrowser {
  /** The browser's own session. */
  root: Pick<Connection, 'send'>
  /** Frames are its own business. */
  beginFrames: false
  /** Opens a page of that size, in a browser context of its own where one is named. */
  open(place: TargetPlace): Promise<CDPSession>
  /** Product and revision, e.g. `HeadlessChrome/153.0.8010.0@86cee6d…`. */
  version: string
  /** What it was started with. */
  commandLine: string
  /** Settles when the connection has ended, for whatever reason. */
  ended: Promise<void>
  /** Settles with an error when it is connected but does not answer any more. */
  silent: Promise<Error>
  /** Whether the connection has ended. */
  readonly isOver: boolean
  /** Whether it was Bindery that ended it. */
  readonly isLeft: boolean
  /** Hangs up; what was opened over this connection ends with it, the browser itself lives on. */
  close(): Promise<void>
  /** The same, of one that may not answer. */
  kill(): Promise<void>
}

// Its constructor is left out of puppeteer's types. `connect()` would do, but it attaches to every page of the browser,
// and so to those of other farms and of the other connections of this one.
const PlainConnection = Connection as unknown as new (
  url: string,
  transport: ConnectionTransport,
  delay: number,
  timeout: number,
) => Connection

/** Makes a browser of a connection that is open. @param signal for the first answers alone */
export async function openRemoteBrowser(transport: ConnectionTransport, signal: AbortSignal): Promise<RemoteBrowser> {
  const connection = new PlainConnection('', transport, 0, 0)
  let isOver = false
  let isLeft = false
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const { onclose } = transport
  transport.onclose = () => {
    // Before those are told who wait for an answer.
    isOver = true
    onclose?.()
    end()
  }
  const leave = () => {
    isOver = true
    isLeft = true
    connection.dispose()
    end()
    return ended
  }
  try {
    const facts = await orAborted(ask(connection), signal)
    return {
      ...facts,
      root: connection,
      beginFrames: false,
      open: (place) => open(connection, place),
      ended,
      silent: untilSilent({ ask: () => connection.send('Browser.getVersion'), ended }),
      get isOver() {
        return isOver
      },
      get isLeft() {
        return isLeft
      },
      close: leave,
      kill: leave,
    }
  } catch (cause) {
    await leave()
    signal.throwIfAborted()
    throw new Problem('unavailable', 'It was reached, but it does not answer as a Chromium does.', { cause })
  }
}

async function ask(connection: Connection): Promise<Pick<RemoteBrowser, 'version' | 'commandLine'>> {
  const { product, revision } = await connection.send('Browser.getVersion')
  const { commandLine } = await connection.send('SystemInfo.getInfo')
  return { version: `${product}${revision}`, commandLine }
}

async function open(connection: Connection, place: TargetPlace): Promise<CDPSession> {
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank', ...place })
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true })
  const session = connection.session(sessionId)
  if (!session) throw new Error('The page has gone')
  return session
}
