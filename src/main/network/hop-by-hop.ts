/** Headers that speak of one connection and not of the message (RFC 9110, section 7.6.1), and a proxy's own. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The names (lower case) not to pass on: the fixed ones and those that this message's Connection header adds. */
export function hopByHopNames(connection: string | string[] | undefined): ReadonlySet<string> {
  const listed = [connection ?? []].flat().flatMap((value) => value.split(','))
  return new Set([...HOP_BY_HOP, ...listed.map((name) => name.trim().toLowerCase())])
}
