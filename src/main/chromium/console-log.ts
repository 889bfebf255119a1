import type { CDPSession, Protocol } from 'puppeteer-core'

/** Lines kept per job, and characters of each. */
const MAX_LINES = 50
const MAX_CHARS = 500

function textOf({ type, value, description, unserializableValue, preview }: Protocol.Runtime.RemoteObject): string {
  if (type === 'string') return String(value)
  if (preview && type === 'object' && preview.properties.length > 0) {
    const members = preview.properties.map(({ name, value: shown = '…' }) => `${name}: ${shown}`)
    return `${description} {${members.join(', ')}}`
  }
  if (value !== undefined) return JSON.stringify(value)
  return unserializableValue ?? description ?? type
}

/** Collects what a page's scripts say and throw. Switches the Runtime domain on. */
export async function followConsole(session: CDPSession): Promise<string[]> {
  const lines: string[] = []
  const add = (line: string) => {
    if (lines.length === MAX_LINES) return
    lines.push(line.slice(0, MAX_CHARS))
    // Every further line would be sent here only to be thrown away.
    if (lines.length === MAX_LINES) session.send('Runtime.disable').catch(() => {})
  }
  session.on('Runtime.consoleAPICalled', ({ type, args }) => add(`${type}: ${args.map(textOf).join(' ')}`))
  session.on('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) => {
    add(`error: ${exception?.description?.split('\n')[0] ?? text}`)
  })
  await session.send('Runtime.enable')
  return lines
}
