import { isIP } from 'node:net'

/** The host of a URL as the gate compares it: lower case and punycode (URL's own), no brackets, no final dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

export function isLiteral(host: string): boolean {
  return isIP(host) !== 0
}

/** The port that a URL leads to, named or not. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

/** Whether a name is one that only a private network has, by how it is written. */
export function isLocalName(host: string): boolean {
  return host === 'localhost' || /\.(localhost|local|internal|lan|home\.arpa)$/.test(host) || !host.includes('.')
}
